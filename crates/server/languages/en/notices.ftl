# Notices: the list, one notice, the clerk's desk.
notices-description = What is proposed on which land, and until when comments are taken.
notices-count = { $count ->
    [one] { $count } notice
   *[other] { $count } notices
}
notices-on-this-page = { $count ->
    [one] { $count } on this page
   *[other] { $count } on this page
}
notices-next = Next
notices-by-deadline = the nearest deadline first
notices-by-deadline-last = the last closed first
notices-by-publication = the last published first
notices-search-label = Code, address or word
notices-kind = Kind
notices-status = State
notices-none = There is no such notice
notices-none-text = Search with another word, or look at notices in any state.
notices-show-all = All notices
notices-closes-at = { $day }, { $time }
notices-withdrawn-tag = withdrawn
notice-status-withdrawn = Withdrawn
notices-only-tells = This notice only tells; it takes no comments.
notices-opened-today = Opened today.
notices-ended-sentence = Comments are no longer taken. Reading goes on.
notices-city-time = { $city } time
notices-term-calendar_days = { $count ->
    [one] { $count } calendar day
   *[other] { $count } calendar days
}
notices-term-working_days = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
}
notices-term-weeks = { $count ->
    [one] { $count } week
   *[other] { $count } weeks
}
notices-term-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
notices-rule = { $kind }, { $term }. The day of publication is not counted.
notices-rule-unconfirmed = { $kind }, { $term } (not yet confirmed by a lawyer). The day of publication is not counted.
notices-rule-named = the notice itself names the last day.
notices-counted-from = Published on { $day }: not counted.
notices-counted-days = Days counted: { $days }.
notices-counted-moved = The term fell on a day off, { $day }, and moved.
notices-counted-until = Last day: { $day }.
notices-counted-promised = The day once promised is kept: { $day }.
notices-counted-provisional = There is no calendar for that year yet: the day may change.
notices-weekend = weekend
notices-whole-city = the whole city
notices-drawn-area = a drawn area
notices-code-and-more = { $count ->
    [one] { $code } and { $count } more
   *[other] { $code } and { $count } more
}
notices-more-parcels = { $count ->
    [one] and { $count } more parcel
   *[other] and { $count } more parcels
}
notices-contour = contour No { $number }
notices-act = No { $number }
notices-act-of = { $act } of { $day }
notices-published = published { $day }
notices-version = version { $number }
notices-versions = Versions: what changed
notices-revised = Corrected on { $day }.
notices-ending-withdrawn = Withdrawn on { $day }.
notices-ending-decided = Decided on { $day }.
notices-ending-cancelled = Cancelled on { $day }.
notices-ending-not_held = Not held: { $day }.
notices-proposal = What is proposed
notices-now = Now
notices-then = Proposed
notices-conditions = Conditions
notices-place = Place
notices-way = How it goes
notices-contact = Who answers for it
notices-room = room { $room }
notices-step-published = Published
notices-step-revised = Corrected
notices-step-comments = Comments
notices-until-hour = until { $day }, { $time }
notices-until-end = until the end of { $day }
notices-step-decision = Decision
notices-step-decision-text = no day is named yet
notices-from-until = { $from } – { $until }
notices-percent = { $value } %
notices-form-lead = A draft is saved also with empty fields. Before publishing you see what becomes public.
notices-to-preview = Save and preview
notices-to-preview-hint = Nothing is published yet.
notices-drafts = Drafts
notices-no-drafts = There are no drafts.
notices-untitled = Untitled
notices-saved = { $kind } · saved { $moment }
notices-preview = Preview
notices-becomes-public = This is what everybody will see
notices-not-ready = It cannot be published yet. What is missing:
notices-publish = Publish the notice
notices-publish-hint = Once published it cannot be deleted: only corrected or ended, for a public reason.
notices-edit-draft = Edit the draft
notices-throw-away = Throw the draft away
notices-missing-languages = Readers in these languages will see the text in another one: { $languages }.
notices-map-hint = Pick parcels on the map, or type their codes below, one a line.
notices-not-told = not stated
notices-group-reason = Why it is corrected
notices-group-what = What is announced
notices-group-place = Where
notices-group-period = Comments until when
notices-group-change = What changes
notices-group-act = Act and signature
notices-group-contact = Contact
notices-field-department = Department
notices-field-kind = Kind
notices-field-title-ky = Title in Kyrgyz
notices-field-title-ru = Title in Russian
notices-field-title-en = Title in English
notices-field-text-ky = Text in Kyrgyz
notices-field-text-ru = Text in Russian
notices-field-text-en = Text in English
notices-field-parcels = Codes of the parcels
notices-field-whole-city = Concerns the whole city
notices-field-contour = Number of the contour
notices-field-address-ky = Address in Kyrgyz
notices-field-address-ru = Address in Russian
notices-field-area-m2 = Area, m²
notices-field-category-now = Category now
notices-field-purpose-now-ky = Purpose now, in Kyrgyz
notices-field-purpose-now-ru = Purpose now, in Russian
notices-field-purpose-proposed-ky = Purpose proposed, in Kyrgyz
notices-field-purpose-proposed-ru = Purpose proposed, in Russian
notices-field-closes-day = Last day
notices-field-closes-time = Hour
notices-field-closes-day-hint = Empty: as the rule for its kind says.
notices-field-closes-time-hint = Empty: until the end of the day.
notices-field-parcels-hint = One code a line. Separators do not matter.
notices-field-contour-hint = Where there is no cadastral code.
notices-field-text-ky-hint = An empty line parts paragraphs; lines that begin with "- " become a list.
notices-field-act-number = Number of the act
notices-field-act-date = Date of the act
notices-field-signer-post-ky = Post of the signer, in Kyrgyz
notices-field-signer-post-ru = Post of the signer, in Russian
notices-field-contact-phone = Telephone
notices-field-contact-room = Room
notices-field-contact-hours-ky = Hours, in Kyrgyz
notices-field-contact-hours-ru = Hours, in Russian
notices-field-reason-ky = Reason in Kyrgyz (everybody sees it)
notices-field-reason-ru = Reason in Russian
notices-field-ending = How it ends
notices-revise = Correct the notice
notices-revise-lead = The earlier version stays readable and everybody sees the reason. If an essential field changes, the period begins anew; it never ends earlier than promised.
notices-revise-button = Publish the correction
notices-revise-hint = It becomes public at once.
notices-end = End the notice
notices-end-lead = The notice stays where it is and can be read, but takes no more comments. This cannot be undone.
notices-end-button = End it
notices-detail-lot_no = Lot
notices-detail-starting_price = Starting price
notices-detail-guarantee_fee = Guarantee fee
notices-detail-bid_step = Bid step
notices-detail-valuation = Valuation
notices-detail-applications = Applications
notices-detail-auction_at = Auction
notices-detail-platform = Platform
notices-detail-conditions = Conditions
notices-detail-lease_term_years = Lease term, years
notices-detail-yearly_rent_start = Starting yearly rent
notices-detail-permitted_use = Permitted use
notices-detail-structure = Structure
notices-detail-criteria = Criteria
notices-detail-investment_duties = Investment duties
notices-detail-legal_ground = Legal ground
notices-detail-applicant_class = Applicant
notices-detail-price = Price
notices-detail-why_no_auction = Why without an auction
notices-detail-lease_no = Lease
notices-detail-lease_date = Date of the lease
notices-detail-share_built = Share built
notices-detail-price_method = How the price is set
notices-detail-term_months = Term, months
notices-detail-term_years = Term, years
notices-detail-fee = Fee
notices-detail-to = To whom
notices-detail-ground = Ground
notices-detail-council_session = Council session
notices-detail-planning_opinion = Planning opinion
notices-detail-category_proposed = Category proposed
notices-detail-farmland = Farmland
notices-detail-losses = Losses
notices-detail-commission_opinion = Opinion of the commission
notices-detail-decided_by = Decided by
notices-detail-petitioned_by = Petitioned by
notices-detail-note = Note
notices-detail-need = Need
notices-detail-why_here = Why here
notices-detail-compensation = Compensation
notices-detail-refusal = If refused
notices-detail-purpose = Purpose
notices-detail-width_m = Width, m
notices-detail-old_codes = Old codes
notices-detail-new_codes = New codes
notices-detail-registration = Registration
notices-detail-written_remarks_until = Written remarks until
notices-detail-record_remarks_until = Remarks on the record until
notices-detail-plan_kind = Kind of plan
notices-detail-version = Version
notices-detail-author = Author
notices-detail-replaces = What it replaces
notices-word-light = light
notices-word-capital = capital
notices-word-state_body = a state body
notices-word-citizen = a citizen
notices-word-company = a company
notices-word-settlement = settlement
notices-word-irrigated = irrigated
notices-word-rainfed = rain-fed
notices-word-cabinet = the Cabinet of Ministers
notices-word-mayor = the mayor’s office
notices-word-before_taking = before taking
notices-word-court = the court decides
notices-word-pdp = detailed plan
notices-word-genplan = master plan
problem-notice-published = The notice is published
    .about = Only a draft can be changed so; a published notice is corrected or ended, for a public reason.
problem-other-department = The notice is of another department
    .about = A clerk publishes and changes notices of their own department only.
problem-without-department = Your account belongs to no department
    .about = A notice is published in the name of a department. An administrator puts an account into one; a program names the department itself.
problem-field-too-long = The text is too long
    .about = The field has a limit.
    .detail = { $length } characters; at most { $limit } are taken.
problem-field-concealed = The text holds invisible or direction-changing characters
    .about = Such characters hide its meaning and are not taken. Type the text anew.
problem-notice-without-place = No place is stated
    .about = A notice names parcels, an area, a contour or the whole city.
problem-notice-too-many-parcels = Too many parcels
    .about = For many parcels an area is drawn.
    .detail = { $count } parcels; at most { $limit }.
problem-unknown-parcels = No such parcels
    .about = A code must be in the layer in force.
    .detail = Not in the layer: { $codes }.
problem-period-missing = No period for comments is stated
    .about = There is no rule for this kind: enter the last day.
problem-period-ends-before-it-begins = The period ends before it begins
    .about = The last day is today or later.
problem-period-shorter = A promised period is not shortened
    .about = It cannot close earlier than people were told.
    .detail = Promised until { $promised }; { $asked } is earlier.
problem-reason-missing = The reason is missing
    .about = Everybody sees why a notice is corrected or ended: state it.
notices-talk = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
} on this notice
