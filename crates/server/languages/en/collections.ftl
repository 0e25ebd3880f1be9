# Data for programs and tables.
collections-title = Open data
collections-about = The land parcels of { $city } for programs: OGC API Features, vector tiles.
collections-api = The API described
collections-parcels = Land parcels
collections-parcels-about = All parcels of the layer in force: code, boundary, use, category, class of owner, area, address.
collections-number = Number of parcels
collections-attribution = Source
collections-licence = Licence
collections-as-table = As a table
collections-found = { $count ->
    [one] { $count } parcel.
   *[other] { $count } parcels.
}
collections-code = Code
collections-address = Address
collections-use = Use
collections-owner = Owner
collections-area = Area
collections-next = Next page
collections-tiles-about = Tiles made when the layer came into force; their address names the layer and never changes.

problem-unknown-collection = There is no such collection
    .about = The request names a collection that does not exist. Those that do are listed at /collections.
    .detail = There is no collection { $given }. There is: { $allowed }.
problem-unknown-parameter = Unknown parameter
    .about = The address has a parameter that we do not know. Had we left it out silently, the answer would be to another question.
    .detail = There is no parameter { $parameter }. There are: { $allowed }.
problem-unknown-parcel = No such parcel in the layer in force
    .about = The layer in force has no parcel with this code. Check the code, or search by address.
    .detail = The layer in force has no parcel { $given }. A code is written like { $example }.
problem-layer-replaced = The layer was replaced
    .about = While you turned pages, a new layer of the city came into force. Begin again, so that two layers do not mix.
problem-unknown-tile = There is no such tile
    .about = The tile's number is outside the grid or the city, or its layer is no longer served. The addresses are in the TileJSON.
problem-unknown-layer = There is no such layer
    .about = The tile's address names a layer that is not in force. Today's addresses are in the TileJSON.
