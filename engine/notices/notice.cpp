#include "engine/notices/notice.hpp"

#include <algorithm>
#include <array>

#include "engine/base/result.hpp"
#include "engine/notices/words.hpp"

namespace authledger::notices {
namespace {

constexpr std::array<std::string_view, 3> channel_words{"phone", "fax", "portal"};
constexpr std::size_t most_misses = 20;  // named in one notice

class Drafting {
 public:
  Drafting(const NoticeSources& sources, const Obligation& owed, Channel channel)
      : sources_(sources), owed_(owed) {
    draft_.channel = channel;
  }

  Draft finish() {
    const bool is_moot = owed_.status == ObligationStatus::moot;
    draft_.title = is_moot ? "Withdrawal of a notice" : title();
    add_addressee();
    add_facility();
    add_member();
    if (is_moot)
      add_withdrawal();
    else
      add_misses();
    add_rule();
    add_words(is_moot);
    return std::move(draft_);
  }

 private:
  void line(std::string label, std::optional<std::string> value, std::string missing) {
    draft_.lines.push_back({std::move(label), std::move(value), std::move(missing)});
  }

  std::string title() const {
    switch (owed_.action.value_or(MissedSessionRule::Action::notify)) {
      case MissedSessionRule::Action::notify:
        return "Notice of missed sessions";
      case MissedSessionRule::Action::outreach:
        return "Contact after missed sessions";
      case MissedSessionRule::Action::plan_update:
        return "Update of the plan after missed sessions";
      case MissedSessionRule::Action::discharge_review:
        return "Review of the discharge after missed sessions";
    }
    fail("an action without a title");
  }

  // No document of a payer says a number to call or an address yet.
  void add_addressee() {
    const Policy* policy = owed_.because.policy;
    line("Payer", policy ? unless_empty(policy->payer) : std::nullopt,
         "the payer, which no policy on file names");
    line("To", unless_empty(owed_.whom), "whom to tell, which the payer's policy does not say");
    switch (draft_.channel) {
      case Channel::phone:
        line("Phone", std::nullopt, "the payer's phone number, which no source on file says");
        break;
      case Channel::fax:
        line("Fax", std::nullopt, "the payer's fax number, which no source on file says");
        break;
      case Channel::portal:
        line("Portal", std::nullopt,
             "the address of the payer's portal, which no source on file says");
        break;
    }
  }

  void add_facility() {
    line("Facility", unless_empty(sources_.facility.name), "the facility's name");
    line("NPI", unless_empty(sources_.facility.npi), "the facility's NPI, which is not registered");
  }

  void add_member() {
    const Member* member = sources_.member;
    line("Member", member ? unless_empty(member->name) : std::nullopt,
         "the member's name, which is not registered");
    line("Born",
         member && member->birth_date ? unless_empty(to_text(*member->birth_date)) : std::nullopt,
         "the member's date of birth, which is not registered");
    line("Plan member id", member ? unless_empty(member->plan_member_id) : std::nullopt,
         "the member's id with the plan, which is not registered");
    line("Authorization", authorizations(), "the number of the authorization; none is on file");
  }

  std::optional<std::string> authorizations() const {
    const auto day =
        owed_.opens_at ? sources_.facility.zone.day_of(*owed_.opens_at) : sources_.standing.today;
    std::string numbers;
    for (const AuthorizationStanding& it : sources_.standing.authorizations) {
      if (!it.number || (it.start && day < *it.start) || (it.end && *it.end < day)) continue;
      numbers += (numbers.empty() ? "" : ", ") + *it.number;
    }
    return unless_empty(std::move(numbers));
  }

  void add_misses() {
    std::size_t named = 0, more = 0;
    for (const SessionStanding& session : sources_.standing.sessions) {
      const auto& events = owed_.because.events;
      if (session.outcome == Outcome::attended ||
          std::find(events.begin(), events.end(), session.seq) == events.end())
        continue;
      if (named == most_misses) {
        ++more;
        continue;
      }
      ++named;
      line("Missed session",
           sources_.facility.zone.wall_clock(session.start) + ", " + session.service + ", " +
               spaced(word(session.outcome)) + (session.excused ? ", excused" : ""),
           "");
    }
    if (more > 0) line("Missed sessions", std::to_string(more) + " more", "");
  }

  void add_withdrawal() {
    std::optional<std::string> sent;
    for (const auto& it : sources_.episode.notices)
      if (it.fact.notice == owed_.key) sent = sources_.facility.zone.wall_clock(it.fact.at);
    line("Sent", std::move(sent), "when it was sent");
  }

  void add_rule() {
    const Because& because = owed_.because;
    line("Rule", unless_empty(because.rule), "the rule that asks for it");
    line("Source",
         because.source ? unless_empty(because.source->title + ", " + because.source->address)
                        : std::nullopt,
         "a source of the rule; the policy cites none");
    if (owed_.status == ObligationStatus::moot) return;
    std::optional<std::string> due;
    if (owed_.due_at)
      due = sources_.facility.zone.wall_clock(*owed_.due_at) + " " + sources_.facility.zone.name();
    line("Due by", std::move(due), "a deadline; the rule gives none");
  }

  void add_words(bool is_moot) {
    const std::string who =
        sources_.facility.name.empty() ? "our facility" : sources_.facility.name;
    const bool is_phone = draft_.channel == Channel::phone;
    const Template name = is_moot ? Template::notice_withdrawal : Template::notice;
    const Wording own = wording_of(sources_.wordings, name);
    const bool is_step = !is_moot && owed_.action.value_or(MissedSessionRule::Action::notify) !=
                                         MissedSessionRule::Action::notify;
    auto& paragraphs = draft_.paragraphs;
    if (is_step)
      paragraphs = {
          "The sessions listed above were missed. The rule named above asks for this step; what "
          "was agreed is to be written here."};
    else
      paragraphs = own.opening.empty() ? standard_opening(name, false) : paragraphs_of(own.opening);
    if (is_phone) paragraphs.front().insert(0, "I am calling from " + who + ". ");
    std::ranges::copy(paragraphs_of(own.closing), std::back_inserter(paragraphs));
    if (!own.signature.empty()) paragraphs.push_back(own.signature);
    if (is_phone)
      draft_.paragraphs.emplace_back(
          "Write down with whom you spoke, when, and the reference number that they give you; they "
          "are the proof of this notice.");
    if (draft_.channel == Channel::fax) draft_.paragraphs.emplace_back(confidential_words);
  }

  const NoticeSources& sources_;
  const Obligation& owed_;
  Draft draft_;
};

}  // namespace

std::string_view word(Channel channel) {
  return channel_words[static_cast<std::size_t>(channel)];
}

std::optional<Channel> parse_channel(std::string_view word_) {
  for (std::size_t i = 0; i < channel_words.size(); ++i)
    if (channel_words[i] == word_) return static_cast<Channel>(i);
  return std::nullopt;
}

std::optional<Draft> draft_of(const NoticeSources& sources, const Obligation& obligation,
                              Channel channel) {
  if (obligation.kind != ObligationKind::notice) return std::nullopt;
  return Drafting(sources, obligation, channel).finish();
}

std::vector<std::string> unknown_in(const Draft& draft) {
  std::vector<std::string> labels;
  for (const DraftLine& line : draft.lines)
    if (!line.value) labels.push_back(line.label);
  return labels;
}

std::string text_of(const Draft& draft) {
  std::string text = draft.title + "\n\n";
  for (const DraftLine& line : draft.lines)
    text += line.label + ": " +
            (line.value ? *line.value : "__________ [unknown: " + line.missing + "]") + "\n";
  for (const std::string& paragraph : draft.paragraphs) text += "\n" + paragraph + "\n";
  return text;
}

}  // namespace authledger::notices
