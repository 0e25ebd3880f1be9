# The public record.
record-count = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
record-title = Public record
record-lead = Every public change stands here in its order, numbered without gaps. The record names no person and holds no text.
record-head-number = No
record-head-what = What happened
record-head-role = In which role
record-head-when = When
record-latest = The latest
record-earlier = Earlier ones
record-shown = No { $first } – { $last }
record-kind-layer_published = A layer of parcels was published
record-kind-notice_published = A notice was published
record-kind-notice_revised = A notice was corrected
record-kind-notice_withdrawn = A notice was withdrawn
record-kind-notice_ended = A notice ended
record-kind-period_moved = A period moved
record-kind-comment_posted = A comment was posted
record-kind-comment_edited = A comment was edited
record-kind-comment_deleted = A comment was deleted by its author
record-kind-comment_hidden = A comment was hidden by a moderator
record-kind-comment_restored = A comment is shown again
record-subject-layer = layer
record-subject-notice = notice
record-subject-comment = comment
record-subject-thread = thread
record-role-resident = resident
record-role-staff = staff
record-role-moderator = moderator
record-role-administrator = administrator
record-role-system = the service itself
