# Forms.
form-optional = (optional)
form-cancel = Cancel
form-save = Save
form-wrongs = { $count ->
    [one] { $count } thing to correct
   *[other] { $count } things to correct
}
form-search = Search
form-all = All
