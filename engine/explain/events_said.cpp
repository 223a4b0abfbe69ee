// What an event says, as a clause.
#include "engine/explain/ground.hpp"

namespace authledger::explain {
namespace {

std::string outcome_words(const SessionRecorded& session) {
  std::string text;
  switch (session.outcome) {
    case Outcome::attended:
      return "attended";
    case Outcome::no_show:
      text = "a no-show";
      break;
    case Outcome::cancelled_by_member:
      text = "cancelled by the member";
      break;
    case Outcome::cancelled_by_facility:
      text = "cancelled by the facility";
      break;
  }
  return session.excused ? text + ", excused" : text;
}

std::string lines_words(const std::vector<AuthorizedLine>& lines) {
  std::vector<std::string> items;
  for (const AuthorizedLine& line : lines)
    items.push_back(counted(line.units, "unit") + " of " + codes_word(line.codes));
  return listed(items, 6, "line");
}

std::string who(const std::optional<std::string>& by) {
  return by ? ", by " + *by : "";
}

std::string noted(const CompletionNote& note) {
  return who(note.by) + (note.reference ? ", reference " + *note.reference : "") +
         (note.proof ? ", proof " + quoted(*note.proof) : "");
}

class Teller {
 public:
  explicit Teller(const Ground& ground) : words_(ground.words), zone_(ground.facility.zone) {}

  std::string operator()(const EpisodeAdmitted& it) const {
    return "admitted on " + words_.day(it.date) + (it.at ? " at " + clock(*it.at, zone_) : "") +
           " to " + it.level_of_care;
  }
  std::string operator()(const EpisodeDischarged& it) const {
    if (!it.date) return "the discharge was taken back";
    return "discharged on " + words_.day(*it.date) + (it.at ? " at " + clock(*it.at, zone_) : "");
  }
  std::string operator()(const CoverageSet& it) const {
    std::string text = "covered by " + it.payer + " from " + words_.day(it.effective) + " on";
    const auto add = [&](std::string_view name, const std::optional<std::string>& value) {
      if (value) text += ", " + std::string(name) + " " + *value;
    };
    add("plan", it.plan);
    add("line of business", it.line_of_business);
    add("state", it.state);
    add("funding", it.funding);
    add("network", it.network);
    return text;
  }
  std::string operator()(const ScheduleSet& it) const {
    std::vector<std::string> days;
    for (int day = 0; day < 7; ++day)
      if (it.meets_on(static_cast<Weekday>(day)))
        days.push_back(weekday_word(static_cast<Weekday>(day)));
    return "the schedule from " + words_.day(it.effective) + " on is " +
           (days.empty() ? "no day" : joined(days, "and")) + " " + authledger::to_text(it.start) +
           ", " + counted(it.minutes, "minute") + " of " + it.service;
  }
  std::string operator()(const AuthorizationRequested& it) const {
    return it.authorization + " requested " + words_.moment(it.at, zone_) +
           (it.expedited ? ", expedited" : "");
  }
  std::string operator()(const AuthorizationDecided& it) const {
    std::string text = it.authorization;
    if (it.number) text += " (the payer's number " + *it.number + ")";
    text += " " + std::string(word(it.decision)) + " " + words_.moment(it.decided_at, zone_);
    if (it.is_approved()) text += ": " + (it.lines.empty() ? "no units" : lines_words(it.lines));
    if (it.start && it.end) text += ", " + words_.days(*it.start, *it.end);
    if (it.next_review) text += ", next review stated for " + words_.day(*it.next_review);
    if (it.reviewer) text += ", by " + *it.reviewer;
    if (it.reference) text += ", reference " + *it.reference;
    if (it.reason) text += ", the payer's reason: " + *it.reason;
    return text;
  }
  std::string operator()(const AuthorizationVoided& it) const {
    return it.authorization + " was voided";
  }
  std::string operator()(const SessionRecorded& it) const {
    std::string text =
        "session " + it.session + " of " + it.service + ", " + words_.moment(it.start, zone_);
    if (it.outcome == Outcome::attended) text += ", " + counted(it.minutes(), "minute");
    return text + ", " + outcome_words(it);
  }
  std::string operator()(const SessionVoided& it) const {
    return "session " + it.session + " was voided";
  }
  std::string operator()(const PriorUseReported& it) const {
    return counted(it.units, "unit") + " of " + it.service + " used at other providers in " +
           std::to_string(it.year);
  }
  std::string operator()(const ReviewSubmitted& it) const {
    return "review of " + it.authorization + " submitted " + words_.moment(it.at, zone_) +
           noted(it.note);
  }
  std::string operator()(const NoticeSent& it) const {
    return it.notice + " sent " + words_.moment(it.at, zone_) + noted(it.note);
  }
  std::string operator()(const DutyCompleted& it) const {
    return it.duty + " completed " + words_.moment(it.at, zone_) + noted(it.note);
  }
  std::string operator()(const PayerAsked& it) const {
    return "the payer asked " + words_.moment(it.at, zone_) + " for " + quoted(it.what) + ", due " +
           words_.moment(it.due, zone_);
  }
  std::string operator()(const DischargePlanned& it) const {
    return it.date ? "discharge planned for " + words_.day(*it.date)
                   : "the planned discharge was taken back";
  }
  std::string operator()(const MeasureChosen& it) const {
    return "clock " + it.clock + " runs on " +
           (it.measure == MeasureChosen::Measure::days ? "days" : "attended minutes") +
           ", chosen " + words_.moment(it.at, zone_);
  }
  std::string operator()(const OtherCareReported& it) const {
    return "other care, " + it.care + ", from " + words_.day(it.from) +
           (it.to ? " to " + words_.day(*it.to) : ", still running");
  }
  std::string operator()(const ObligationAssigned& it) const {
    return it.obligation +
           (it.assignee ? " was given to " + *it.assignee : std::string(" was given back")) +
           who(it.by);
  }
  std::string operator()(const ObligationWaived& it) const {
    return it.obligation + " was waived, " + quoted(it.reason) + who(it.by);
  }
  std::string operator()(const ObligationSnoozed& it) const {
    return it.obligation +
           (it.until ? " sleeps until " + words_.moment(*it.until, zone_)
                     : std::string(" was woken up")) +
           who(it.by);
  }
  std::string operator()(const EventWithdrawn& it) const {
    return "event " + std::to_string(it.withdraws) + " was withdrawn";
  }

 private:
  const Wording& words_;
  const Zone& zone_;
};

}  // namespace

std::string Ground::said(Seq seq) const {
  const auto found = events.find(seq);
  if (found == events.end()) return "event " + std::to_string(seq);
  const Event& event = *found->second;
  return "event " + std::to_string(seq) + ", learned " + words.moment_here(event.recorded_at) +
         ": " + clause(event);
}

std::string Ground::clause(const Event& event) const {
  return std::visit(Teller(*this), event.fact);
}

}  // namespace authledger::explain
