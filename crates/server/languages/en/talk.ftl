# The discussion: stance, comment, reply, tombstone.
talk-title = Discussion
talk-comments = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
}
talk-replies = { $count ->
    [one] { $count } reply
   *[other] { $count } replies
}
talk-order = Order
talk-order-newest = Newest
talk-order-oldest = Oldest
talk-order-most_supported = Most supported
talk-stances = { $count ->
    [one] The stance of { $count } person
   *[other] The stances of { $count } people
}
talk-stance-for = For
talk-stance-neutral = Neutral
talk-stance-against = Against
talk-no-vote = Stances show what matters to people. This is not a vote.
talk-your-stance = Your stance
talk-i-am-for = For
talk-i-am-neutral = Neutral
talk-i-am-against = Against
talk-write = Comment
talk-write-here = Write a comment
talk-your-comment = Your comment
talk-your-reply = Reply to { $name }
talk-text = Text
talk-placeholder = What do you know about this place? What should change?
talk-hint = Up to { $limit } characters. It can be changed for 15 minutes; the earlier text stays visible.
talk-hint-sign-in = Up to { $limit } characters. You can sign in after writing: the text is kept.
talk-send = Send
talk-support = Support
talk-supported = { $count ->
    [one] Supported by { $count } person
   *[other] Supported by { $count } people
}
talk-reply = Reply
talk-edit = Edit
talk-delete = Delete
talk-report = Report
talk-point = Point at a place on the map
talk-point-hint = Optional: show which place in the parcel your comment is about.
talk-place = Place shown
talk-edited-at = edited { $time }
talk-tomb-author = Deleted by its author.
talk-tomb-moderator = Hidden by a moderator.
talk-tomb-author-text = { $moment }. The replies are kept.
talk-tomb-moderator-text = Reason: { $reason }. { $moment }.
talk-empty = Be the first to write
talk-empty-text = Nobody has written yet. What do you know, or want to ask?
talk-draft-restored = Your earlier text is back.
talk-not-sent = Not sent: the connection broke. Your text is still here. Press again; it will not be posted twice.
talk-sent = Posted. You can change it for 15 minutes.
talk-characters-left = Characters left:
