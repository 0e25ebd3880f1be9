//! Reports of residents against a comment, and the reasons for which a moderator hides one.

use crate::keys::keyed;

/// Most characters that somebody may add to a report.
pub const MAX_REPORT_CHARACTERS: usize = 1_000;

keyed! {
    /// Why a resident reports a comment.
    ReportReason {
        /// Insults a person or a group.
        Insult = "insult",
        /// Calls for violence or hatred.
        Violence = "violence",
        /// Shows somebody's personal data.
        PersonalData = "personal_data",
        /// Sells something.
        Advertising = "advertising",
        /// Has nothing to do with the subject.
        OffTopic = "off_topic",
        /// Says what is not true about a fact.
        Falsehood = "falsehood",
        /// Something else, told in the report's own words.
        Other = "other",
    }
}

keyed! {
    /// Why a moderator hid a comment; shown on the tombstone.
    HideReason {
        /// Insults a person or a group.
        Insult = "insult",
        /// Calls for violence or hatred.
        Violence = "violence",
        /// Shows somebody else's personal data.
        PersonalDataOfOthers = "personal_data_of_others",
        /// Sells something.
        Advertising = "advertising",
        /// Has nothing to do with the subject.
        OffTopic = "off_topic",
        /// The law or a court says so.
        Law = "law",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_read_back_from_their_keys() {
        for &reason in ReportReason::ALL {
            assert_eq!(reason.key().parse(), Ok(reason));
            assert_eq!(serde_json_key(&reason), reason.key());
        }
        for &reason in HideReason::ALL {
            assert_eq!(reason.key().parse(), Ok(reason));
        }
    }

    fn serde_json_key(reason: &ReportReason) -> String {
        let text = toml::to_string(&std::collections::BTreeMap::from([("k", reason)])).unwrap();
        text.trim().trim_start_matches("k = ").trim_matches('"').to_owned()
    }
}
