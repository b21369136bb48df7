//! What crosses the wire about notices: the list, and what somebody wants to hear on which way.

use serde::{Deserialize, Serialize};

use crate::error::FieldError;
use crate::text_enum;
use crate::texts::Lang;

/// How many notices whoever asks for a page has not read: in the extensions of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg(feature = "ssr")]
pub struct Unread(pub i64);

text_enum! {
    /// A way that a notice goes, beside the list in the portal, which has all of them.
    pub enum Channel {
        /// By e-mail.
        Email = "email",
        /// By text message.
        Sms = "sms",
        /// To a browser that shows it although the portal is closed.
        Push = "push",
    }
}

impl Channel {
    /// All of them, in the order of the table.
    pub const ALL: [Channel; 3] = [Channel::Email, Channel::Sms, Channel::Push];
}

text_enum! {
    /// Notices that are switched on and off together.
    pub enum Topic {
        /// Decisions about claims and appeals.
        Decisions = "decisions",
        /// What else happens to a claim.
        Progress = "progress",
        /// What we need from somebody.
        Asked = "asked",
        /// Messages.
        Messages = "messages",
        /// Money that we send.
        Money = "money",
        /// Bills that come.
        Bills = "bills",
        /// Payments that did not go through.
        Trouble = "trouble",
        /// Renewal and changes of cover.
        Cover = "cover",
        /// The account, and who may act in the household.
        Security = "security",
    }
}

impl Topic {
    /// All of them, in the order of the table.
    pub const ALL: [Topic; 9] = [
        Topic::Asked,
        Topic::Decisions,
        Topic::Money,
        Topic::Messages,
        Topic::Progress,
        Topic::Bills,
        Topic::Trouble,
        Topic::Cover,
        Topic::Security,
    ];
}

text_enum! {
    /// What a notice is.
    pub enum Kind {
        /// A claim came in and a person looks at it.
        ClaimReceived = "claim_received",
        /// A claim was decided.
        ClaimDecided = "claim_decided",
        /// A claim was taken back.
        ClaimWithdrawn = "claim_withdrawn",
        /// Money is on its way to a bank.
        MoneySent = "money_sent",
        /// Money has arrived.
        MoneyArrived = "money_arrived",
        /// Money came back.
        MoneyReturned = "money_returned",
        /// Something is missing.
        Asked = "asked",
        /// The clinic has it, and can send it by a link.
        AskedVet = "asked_vet",
        /// The clinic sent something that waits to be confirmed.
        VetSent = "vet_sent",
        /// It still is missing.
        Reminder = "reminder",
        /// What came was not what is needed.
        SentBack = "sent_back",
        /// Somebody of ours wrote.
        Message = "message",
        /// An appeal was answered.
        AppealAnswered = "appeal_answered",
        /// Somebody signed in with a browser we had not seen.
        NewDevice = "new_device",
        /// How somebody signs in was changed.
        Security = "security",
        /// Who may act in the household was changed.
        Household = "household",
        /// A payment comes up.
        PaymentDue = "payment_due",
        /// A payment did not go through.
        PaymentFailed = "payment_failed",
        /// A payment arrived.
        PaymentReceived = "payment_received",
        /// A bank took a payment back.
        PaymentReturned = "payment_returned",
        /// The day of a bill has passed.
        PaymentLate = "payment_late",
        /// Cover will end unless it is paid.
        CoverEnds = "cover_ends",
        /// Cover has ended.
        Lapsed = "lapsed",
        /// Cover that had ended is there again.
        Reinstated = "reinstated",
        /// A card that bills are paid with will not work much longer.
        CardExpires = "card_expires",
        /// Somebody allowed us to debit: their copy of the words.
        AutopayOn = "autopay_on",
        /// A new policy year is near.
        Renewal = "renewal",
        /// Mail to somebody came back.
        AddressRefused = "address_refused",
    }
}

text_enum! {
    /// Where a delivery stands.
    pub enum Stand {
        /// It will be tried, or is.
        Waiting = "waiting",
        /// The provider has it.
        Sent = "sent",
        /// It will not go.
        Failed = "failed",
        /// It shall not go.
        Dropped = "dropped",
    }
}

text_enum! {
    /// Why something did not go.
    pub enum Why {
        /// Switched off meanwhile.
        Unwanted = "unwanted",
        /// The number asked us to stop.
        Stopped = "stopped",
        /// The address takes nothing.
        Refused = "refused",
        /// There is no number or browser any more.
        NoAddress = "no_address",
        /// Whom it is for may not see it any more.
        Left = "left",
        /// The provider did not answer, or asked for another try.
        Unreachable = "unreachable",
        /// The provider did not take it.
        Unsendable = "unsendable",
        /// Something else; the log says what.
        Other = "other",
    }
}

/// One notice of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    /// Which.
    pub id: String,
    /// What it is about.
    pub topic: Topic,
    /// What happened, in a few words.
    pub title: String,
    /// A sentence or two.
    pub text: String,
    /// When, in words of the person's time zone.
    pub when: String,
    /// Whether it has not been read.
    pub unread: bool,
}

/// A page of somebody's notices, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesPage {
    /// The notices.
    pub lines: Vec<NoticeLine>,
    /// How many of all are unread.
    pub unread: i64,
    /// The last notice of this page, when there are older ones.
    pub older: Option<String>,
}

/// What a cell of the table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    /// Always: the law wants it, or the account's safety.
    Always,
    /// It goes.
    On,
    /// It does not.
    Off,
}

/// A line of the table: what goes by e-mail, text message and push.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicLine {
    /// What is told.
    pub topic: Topic,
    /// In the order of [`Channel::ALL`].
    pub cells: [Cell; 3],
}

/// A browser that shows notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Which.
    pub id: String,
    /// `Safari on iPhone`.
    pub name: String,
    /// Since when, in words.
    pub since: String,
}

/// Hours in which nothing shall ring, in the person's time zone. May go over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// First hour, 0 to 23.
    pub from: u8,
    /// The hour at which they end, 0 to 23; another than `from`.
    pub to: u8,
}

/// Whether text messages reach somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Texts {
    /// The deployment sends none.
    None,
    /// There is no number.
    NoNumber,
    /// To a number that ends so.
    To(String),
    /// The number that ends so asked us to stop.
    Stopped(String),
}

/// All that somebody chose about notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// The table.
    pub topics: Vec<TopicLine>,
    /// Where mail goes.
    pub email: String,
    /// Since when our mail to it comes back, in words; `None`: it arrives.
    pub refused: Option<String>,
    /// Text messages.
    pub texts: Texts,
    /// Browsers that show notices.
    pub devices: Vec<Device>,
    /// The key by which browsers know us; `None`: the deployment sends no push.
    pub push_key: Option<String>,
    /// Quiet hours.
    pub quiet: Option<Quiet>,
    /// IANA time zone in which they count.
    pub zone: String,
    /// Language of letters and messages.
    pub language: Lang,
}

/// Quiet hours as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietForm {
    /// `on` when there shall be some; browsers leave out a box that is not ticked.
    #[serde(default)]
    pub quiet: String,
    /// First hour.
    pub from: String,
    /// The hour at which they end.
    pub to: String,
}

impl QuietForm {
    /// The hours, `None` for none, or what to do.
    pub fn parse(&self, l: Lang) -> Result<Option<Quiet>, Vec<FieldError>> {
        if self.quiet != "on" {
            return Ok(None);
        }
        let hour = |typed: &str| typed.parse::<u8>().ok().filter(|hour| *hour < 24);
        match (hour(&self.from), hour(&self.to)) {
            (Some(from), Some(to)) if from != to => Ok(Some(Quiet { from, to })),
            (Some(_), Some(_)) => Err(vec![FieldError::new("to", l.notice_quiet_same())]),
            (None, _) => Err(vec![FieldError::new("from", l.notice_quiet_hour())]),
            (_, None) => Err(vec![FieldError::new("to", l.notice_quiet_hour())]),
        }
    }
}

/// What a link at the end of a letter switches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsubscribing {
    /// What is told; `None`: the link is none of ours.
    pub topic: Option<Topic>,
    /// Whether letters about it go.
    pub on: bool,
}

/// A delivery, as staff see it: what went or did not, never what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryLine {
    /// What it is about.
    pub topic: Topic,
    /// To whom: given and family name.
    pub to: String,
    /// Which way.
    pub channel: Channel,
    /// Where it stands.
    pub stand: Stand,
    /// Why it did not go, the last time it was tried.
    pub why: Option<Why>,
    /// How often it was tried.
    pub tries: i64,
    /// When it was made, in words of the household's time zone.
    pub when: String,
}

/// How deliveries of one way go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelCounts {
    /// Which way.
    pub channel: Channel,
    /// Sent in seven days.
    pub sent: i64,
    /// Waiting now.
    pub waiting: i64,
    /// Failed in seven days.
    pub failed: i64,
    /// Held back in seven days.
    pub dropped: i64,
}

/// How deliveries go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryCounts {
    /// In the order of [`Channel::ALL`].
    pub channels: Vec<ChannelCounts>,
    /// Why some did not go in seven days, and how many, the most first.
    pub whys: Vec<(Why, i64)>,
    /// Since when the oldest waits that is due, in words (UTC).
    pub oldest: Option<String>,
}
