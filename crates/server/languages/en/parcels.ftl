# One parcel, the list of parcels, the search.
parcels-title = Land parcels
parcels-lead = Every parcel has a page of its own: what is known of it, what is planned, what people say.
parcels-search = Find a parcel
parcels-search-hint = Code or address of a parcel
parcels-any-use = Any use
parcels-show = Show
parcels-found = { $count ->
    [one] { $count } parcel found
   *[other] { $count } parcels found
}
parcels-all = { $count ->
    [one] { $count } parcel in the layer
   *[other] { $count } parcels in the layer
}
parcels-nothing = “{ $typed }” was not found
parcels-nothing-help = Try a part of a word, or the code. A code is written like { $example }.
parcels-use = Use
parcels-category = Category
parcels-owner = Owner
parcels-right = Right
parcels-legal-area = Area by the papers
parcels-drawn-area = Area as drawn
parcels-on-ellipsoid = on the ellipsoid
parcels-contour = Contour
parcels-since = In the register since
parcels-layer = Layer
parcels-as-of = as of { $day }
parcels-other-notices = Other notices
parcels-on-map = Open on the map
parcels-whole-page = Whole page
parcels-close = Close the parcel
parcels-first-page = First page
parcels-next-page = Next page
parcels-take = Download
parcels-description = Notices and discussion.
home-title = Map
home-description = The land of { $city }: what is planned on each parcel, what people say, what the city answers.
home-lead = Click a parcel on the map or type an address: read what is planned there, and comment.
home-open-notices = Open for comments
home-all-notices = All notices
home-all-parcels = List of parcels
