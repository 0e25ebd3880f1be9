# Threads: the discussion of a parcel or a notice as a page of its own.
threads-parcel = Parcel { $code }
threads-title = Discussion: { $subject }
threads-description = What people say about: { $subject }
threads-to-the-parcel = To the parcel
threads-to-the-notice = Read the notice
threads-from-the-start = From the beginning of the discussion
threads-first-page = First page
threads-next-page = More comments
threads-nothing-said = Nobody wrote
threads-nothing-said-text = No comments were received while they were taken.
