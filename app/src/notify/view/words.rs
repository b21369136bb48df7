//! Topics and ways in words.

use crate::notify::model::{Channel, Stand, Topic, Why};
use crate::texts::Lang;
use crate::ui::{Icon, Tone};

/// What a topic is called, and what is in it.
pub fn topic(l: Lang, topic: Topic) -> (&'static str, &'static str) {
    match topic {
        Topic::Decisions => (l.notice_topic_decisions(), l.notice_topic_decisions_more()),
        Topic::Progress => (l.notice_topic_progress(), l.notice_topic_progress_more()),
        Topic::Asked => (l.notice_topic_asked(), l.notice_topic_asked_more()),
        Topic::Messages => (l.notice_topic_messages(), l.notice_topic_messages_more()),
        Topic::Money => (l.notice_topic_money(), l.notice_topic_money_more()),
        Topic::Bills => (l.notice_topic_bills(), l.notice_topic_bills_more()),
        Topic::Trouble => (l.notice_topic_trouble(), l.notice_topic_trouble_more()),
        Topic::Cover => (l.notice_topic_cover(), l.notice_topic_cover_more()),
        Topic::Security => (l.notice_topic_security(), l.notice_topic_security_more()),
    }
}

/// The drawing of a topic.
pub(super) fn icon(topic: Topic) -> Icon {
    match topic {
        Topic::Decisions => Icon::CircleCheck,
        Topic::Progress => Icon::FileHeart,
        Topic::Asked => Icon::CircleAlert,
        Topic::Messages => Icon::Mail,
        Topic::Money => Icon::Banknote,
        Topic::Bills => Icon::CalendarClock,
        Topic::Trouble => Icon::CreditCard,
        Topic::Cover => Icon::ShieldCheck,
        Topic::Security => Icon::Lock,
    }
}

/// What a way is called.
pub(super) fn channel(l: Lang, channel: Channel) -> &'static str {
    match channel {
        Channel::Email => l.notice_email(),
        Channel::Sms => l.notice_sms(),
        Channel::Push => l.notice_push(),
    }
}

/// The same within a sentence.
pub(super) fn by(l: Lang, channel: Channel) -> &'static str {
    match channel {
        Channel::Email => l.notice_by_email(),
        Channel::Sms => l.notice_by_sms(),
        Channel::Push => l.notice_by_push(),
    }
}

/// Where a delivery stands after so many tries, and how much that asks for.
pub(super) fn stand(l: Lang, stand: Stand, tries: i64) -> (Tone, &'static str) {
    match stand {
        Stand::Waiting if tries > 0 => (Tone::Soon, l.notice_state_trying()),
        Stand::Waiting => (Tone::Quiet, l.notice_state_waiting()),
        Stand::Sent => (Tone::Calm, l.notice_state_sent()),
        Stand::Failed => (Tone::Now, l.notice_state_failed()),
        Stand::Dropped => (Tone::Quiet, l.notice_state_dropped()),
    }
}

/// Why something did not go.
pub(super) fn why(l: Lang, why: Why) -> &'static str {
    match why {
        Why::Unwanted => l.notice_why_unwanted(),
        Why::Stopped => l.notice_why_stopped(),
        Why::Refused => l.notice_why_refused(),
        Why::NoAddress => l.notice_why_no_address(),
        Why::Left => l.notice_why_left(),
        Why::Unreachable => l.notice_why_unreachable(),
        Why::Unsendable => l.notice_why_unsendable(),
        Why::Other => l.notice_why_other(),
    }
}
