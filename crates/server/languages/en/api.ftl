api-title = { $city }: the interface for programs (API)
api-without-script = This page needs script. The description as a file:
