//! Who may do what: one table, read by people and by [`may`], tested cell by cell.
//!
//! "Own" and "of their department" are not the table's to say: a rule of the subject (may *this* comment still be
//! edited by *this* account) comes on top and can only take away.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What an account is to the city.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Anybody who signed up and confirmed an e-mail address.
    Resident,
    /// Works for a department: publishes its notices, speaks in its name.
    Staff,
    /// Reads reports, hides and shows comments.
    Moderator,
    /// Runs the service: layers, accounts, calendars.
    Administrator,
}

/// Something that needs a permission.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Action {
    /// Post a comment, reply, take a stance, point at a place.
    PostComment,
    /// Change one's own comment within the editing window.
    EditOwnComment,
    /// Withdraw one's own comment.
    DeleteOwnComment,
    /// Support somebody's comment.
    SupportComment,
    /// Report a comment to the moderators.
    ReportComment,
    /// Hide a comment, or show it again.
    ModerateComment,
    /// Draft a notice and see the department's drafts.
    DraftNotice,
    /// Publish, revise, withdraw or end a notice of one's own department.
    PublishNotice,
    /// Publish, revise, withdraw or end a notice of any department.
    PublishForAnyDepartment,
    /// Publish a version of the parcels.
    PublishLayer,
    /// Give and take roles, block accounts.
    ManageAccounts,
    /// Read the reports of residents.
    ReadReports,
}

/// A word that names no role.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0:?} is not one of resident, staff, moderator, administrator")]
pub struct UnknownRole(pub String);

impl Role {
    /// All roles, in the order of the table.
    pub const ALL: [Self; 4] = [Self::Resident, Self::Staff, Self::Moderator, Self::Administrator];

    /// The word used on the wire, in the database and in commands.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Staff => "staff",
            Self::Moderator => "moderator",
            Self::Administrator => "administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.key())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.key() == text).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

/// The table: for each action, may a resident, a clerk, a moderator, an administrator do it?
///
/// A moderator takes part in no discussion as moderator but may as a person; who runs the service publishes layers
/// but speaks for no department unless one is named with the notice.
const TABLE: [(Action, [bool; 4]); 12] = [
    // action                            resident staff  moder. admin.
    (Action::PostComment, [true, true, true, true]),
    (Action::EditOwnComment, [true, true, true, true]),
    (Action::DeleteOwnComment, [true, true, true, true]),
    (Action::SupportComment, [true, true, true, true]),
    (Action::ReportComment, [true, true, true, true]),
    (Action::ModerateComment, [false, false, true, true]),
    (Action::DraftNotice, [false, true, false, true]),
    (Action::PublishNotice, [false, true, false, true]),
    (Action::PublishForAnyDepartment, [false, false, false, true]),
    (Action::PublishLayer, [false, false, false, true]),
    (Action::ManageAccounts, [false, false, false, true]),
    (Action::ReadReports, [false, false, true, true]),
];

/// Whether an account with this role may do this.
#[must_use]
pub fn may(role: Role, action: Action) -> bool {
    TABLE.iter().any(|(row, cells)| *row == action && cells[role as usize])
}

impl Role {
    /// Whether this role may do this: [`may`] as a method.
    #[must_use]
    pub fn may(self, action: Action) -> bool {
        may(self, action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table once more in words, by role: what each may do, and nothing else.
    #[test]
    fn each_role_may_do_exactly_what_is_listed() {
        use Action::*;
        let person = [PostComment, EditOwnComment, DeleteOwnComment, SupportComment, ReportComment];
        let expected: [(Role, &[Action]); 4] = [
            (Role::Resident, &[]),
            (Role::Staff, &[DraftNotice, PublishNotice]),
            (Role::Moderator, &[ModerateComment, ReadReports]),
            (
                Role::Administrator,
                &[
                    ModerateComment,
                    ReadReports,
                    DraftNotice,
                    PublishNotice,
                    PublishForAnyDepartment,
                    PublishLayer,
                    ManageAccounts,
                ],
            ),
        ];
        for (role, more) in expected {
            for (action, _) in TABLE {
                let listed = person.contains(&action) || more.contains(&action);
                assert_eq!(may(role, action), listed, "{role} {action:?}");
            }
        }
    }

    #[test]
    fn every_action_has_one_row() {
        for (action, _) in TABLE {
            assert_eq!(TABLE.iter().filter(|(row, _)| *row == action).count(), 1, "{action:?}");
        }
    }

    #[test]
    fn roles_are_read_back_from_their_keys() {
        for role in Role::ALL {
            assert_eq!(role.key().parse(), Ok(role));
        }
        assert!("owner".parse::<Role>().is_err());
    }
}
