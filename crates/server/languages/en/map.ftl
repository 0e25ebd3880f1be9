# The map.
map-name = Map of the parcels
map-help = Arrow keys walk from parcel to parcel, Enter opens one, Escape puts the cursor away. Plus and minus zoom, Shift with an arrow moves the map.
map-help-pick = Arrow keys walk from parcel to parcel, Enter adds a parcel to the notice or takes it away. Plus and minus zoom.
map-help-place = Enter puts a point inside the parcel, arrow keys move it, Delete takes it away. Plus and minus zoom.
map-picture = Map: { $place }
map-list = As a list
map-legend = Legend
map-locate = My location
map-locate-found = Your location is shown.
map-locate-failed = Your location was not found. Allow it in the browser’s settings, or search for an address.
map-locate-outside = You are outside the city: this map does not show that place.
map-zoom-in = Zoom in
map-zoom-out = Zoom out
map-area = { $n } m²
map-metres = { $n } m
map-kilometres = { $n } km
map-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
map-days-left = { $count ->
    [one] { $count } day left. Notice: { $title }
   *[other] { $count } days left. Notice: { $title }
}
map-notice = open
map-notice-named = Notice: { $title }
map-comments = { $count ->
    [one] { $count } comment, parcel { $code }
   *[other] { $count } comments, parcel { $code }
}
map-notices-here = { $count ->
    [one] { $count } open notice here: zoom in
   *[other] { $count } open notices here: zoom in
}
map-comments-here = { $count ->
    [one] { $count } comment here: zoom in
   *[other] { $count } comments here: zoom in
}
map-too-far = Single parcels show nearer: zoom in with the plus key.
map-two-fingers = Use two fingers to move the map.
map-failed = The map is not complete: the connection broke. Trying again.
map-panel-waiting = Loading
map-panel-failed = The parcel did not load
map-panel-failed-why = The connection broke. The map and what is open stay as they are.
map-panel-again = Try again
map-panel-page = Open the parcel’s page
map-search-offers = Parcels found
map-search-none = Nothing found.
map-search-found = { $count ->
    [one] { $count } parcel found. The down arrow leads into the list.
   *[other] { $count } parcels found. The down arrow leads into the list.
}
map-picked = Parcel { $code } added, { $n } in all.
map-unpicked = Parcel { $code } taken away, { $n } in all.
map-outside = This point is outside the parcel.
map-placed = The point is set.
map-place-removed = The point is taken away.
map-place-remove = Take the point away
