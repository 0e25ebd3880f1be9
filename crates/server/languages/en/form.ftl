# Forms.
form-optional = (optional)
form-cancel = Cancel
form-save = Save
form-wrongs = { $count ->
    [one] { $count } thing to correct
   *[other] { $count } things to correct
}
form-missing = This field is empty. Fill it in.
form-too-long = { $length } characters. At most { $limit } are taken.
form-too-short = At least { $limit } characters are needed.
form-no-number = Enter a number, for example 1,250.5.
form-no-day = Enter the day like this: 25.11.2026.
form-no-choice = Choose one from the list.
form-search = Search
form-all = All
form-remove = remove
