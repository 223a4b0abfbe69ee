#include "engine/packet/changes.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/result.hpp"
#include "engine/packet/changes_parts.hpp"
#include "engine/packet/packet_words.hpp"

namespace authledger {
namespace {

constexpr std::size_t most_events = 100;  // that one side names

void compare_scores(const Comparison& comparison) {
  for (const ScoreSeries& series : comparison.packet.scores) {
    const RecordItem *before = nullptr, *now = nullptr;
    for (const RecordItem& score : series.scores)  // by date
      if (score.date && score.total && !score.sources.empty())
        (comparison.is_before(*score.date) ? before : now) = &score;
    if (!now) {
      if (before)
        comparison.result.not_compared.push_back(
            series.instrument + " is not compared: none is dated after " + comparison.day() + ".");
      continue;
    }
    const auto side = [](const RecordItem& score) {
      return ChangeSide{std::to_string(*score.total), score.date, score.sources.front(), {}};
    };
    Change change{ChangeOf::score, ChangeKind::added, series.instrument, {}, side(*now), {}, {}};
    if (before) {
      if (*before->total == *now->total) continue;
      change.kind = ChangeKind::changed;
      change.before = side(*before);
      change.difference = *now->total - *before->total;
    }
    comparison.result.changes.push_back(std::move(change));
  }
}

// What is said of one concept of risk on the newest day of one side.
struct RiskSaid {
  std::optional<RecordDate> date;
  std::set<std::string> labels;
  std::string text;
  Source source;
};
using RiskByConcept = std::map<std::string_view, RiskSaid>;

void take_in(const Quote& passage, RiskByConcept& side) {
  for (const assertion::Found& found : passage.statements) {
    if (found.reading.experiencer == assertion::Experiencer::other) continue;
    RiskSaid& said = side[found.name];
    if (said.labels.empty() || is_newer(passage.date, said.date))
      said = {passage.date, {}, passage.text, passage.source};
    if (said.date == passage.date) said.labels.insert(label_of(found.reading));
  }
}

ChangeSide side_of(const RiskSaid& said) {
  std::string labels;
  for (const std::string& label : said.labels) labels += (labels.empty() ? "" : " / ") + label;
  return {labels + ": “" + said.text + "”", said.date, said.source, {}};
}

void compare_risk(const Comparison& comparison) {
  RiskByConcept before, now;
  const Quote *any_before = nullptr, *any_now = nullptr;
  const std::vector<Quote> passages = risk_passages(comparison.record);
  for (const Quote& passage : passages) {
    if (!passage.date) continue;
    const bool is_before = comparison.is_before(*passage.date);
    take_in(passage, is_before ? before : now);
    const Quote*& any = is_before ? any_before : any_now;
    if (!any) any = &passage;  // the newest comes first
  }
  if (!any_before || !any_now) {
    comparison.result.not_compared.push_back("Risk is not compared: no passage on it is dated " +
                                             std::string(any_before ? "after "
                                                         : any_now  ? "up to "
                                                                    : "before or after ") +
                                             comparison.day() + ".");
    return;
  }
  const auto add = [&](ChangeKind kind, std::string_view name, ChangeSide then, ChangeSide today) {
    comparison.result.changes.push_back({ChangeOf::risk,
                                         kind,
                                         std::string(name),
                                         std::move(then),
                                         std::move(today),
                                         std::nullopt,
                                         {}});
  };
  for (const auto& [name, said] : now) {
    const auto known = before.find(name);
    if (known == before.end())
      add(ChangeKind::added, name, {"", any_before->date, any_before->source, {}}, side_of(said));
    else if (known->second.labels != said.labels)
      add(ChangeKind::changed, name, side_of(known->second), side_of(said));
  }
  for (const auto& [name, said] : before)
    if (!now.contains(name))
      add(ChangeKind::gone, name, side_of(said), {"", any_now->date, any_now->source, {}});
}

struct Came {
  int attended = 0, excused = 0, unexcused = 0;
  std::vector<Seq> events;

  int offered() const { return attended + excused + unexcused; }
  ChangeSide side(const std::string& when) const {
    return {when + ": " + std::to_string(attended) + " of " + std::to_string(offered()) +
                " attended, missed excused " + std::to_string(excused) + ", unexcused " +
                std::to_string(unexcused),
            std::nullopt, std::nullopt, events};
  }
};

Came between(const Standing& standing, Date first, Date last) {
  Came came;
  for (const SessionStanding& it : standing.sessions) {
    if (it.date < first || it.date > last || it.outcome == Outcome::cancelled_by_facility) continue;
    ++(it.outcome == Outcome::attended ? came.attended
       : it.excused                    ? came.excused
                                       : came.unexcused);
    if (came.events.size() < most_events) came.events.push_back(it.seq);
  }
  std::ranges::sort(came.events);
  return came;
}

// The days from the decision to the latest session against as many before it. Not to today: a
// packet that says nothing new from one day to the next stays the same.
void compare_attendance(const Comparison& comparison, const Standing& standing) {
  const auto& sessions = standing.sessions;
  const std::string none = "Attendance is not compared: no session is recorded ";
  if (sessions.empty() || sessions.back().date <= comparison.since) {
    comparison.result.not_compared.push_back(none + "after " + comparison.day() + ".");
    return;
  }
  const Date last = sessions.back().date;
  const int days = last - comparison.since;
  const Came before = between(standing, comparison.since - (days - 1), comparison.since);
  const Came now = between(standing, comparison.since + 1, last);
  if (before.offered() == 0 || now.offered() == 0) {
    comparison.result.not_compared.push_back(none + "in the " + std::to_string(days) + " days " +
                                             (now.offered() == 0 ? "after " : "up to ") +
                                             comparison.day() + ".");
    return;
  }
  const bool same_rate = before.attended * now.offered() == now.attended * before.offered();
  if (same_rate && before.excused * now.offered() == now.excused * before.offered()) return;
  const std::string span = std::to_string(days) + " days";
  comparison.result.changes.push_back({ChangeOf::attendance,
                                       ChangeKind::changed,
                                       "attendance",
                                       before.side(span + " before"),
                                       now.side(span + " since"),
                                       std::nullopt,
                                       {}});
}

}  // namespace

std::string_view word(ChangeOf about) {
  switch (about) {
    case ChangeOf::score:
      return "score";
    case ChangeOf::medication:
      return "medication";
    case ChangeOf::diagnosis:
      return "diagnosis";
    case ChangeOf::goal:
      return "goal";
    case ChangeOf::risk:
      return "risk";
    case ChangeOf::attendance:
      return "attendance";
  }
  fail("a subject of a change without a word");
}

std::string_view word(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::added:
      return "new";
    case ChangeKind::changed:
      return "changed";
    case ChangeKind::gone:
      return "gone";
  }
  fail("a kind of change without a word");
}

void add_changes(const PacketRequest& request, const ClinicalRecord& record, ReviewPacket& packet) {
  SinceApproval& result = packet.since_approval;
  const Said<AuthorizationDecided>* approval =
      latest_approval(request.episode, packet.header.payer);
  if (!approval) return;
  result.since = request.facility.zone.day_of(approval->fact.decided_at);
  result.authorization = approval->fact.authorization;
  result.event = approval->seq;
  const Comparison comparison{record, packet, *result.since, result};
  compare_scores(comparison);
  compare_lists(comparison);
  compare_risk(comparison);
  compare_attendance(comparison, request.standing);
}

}  // namespace authledger
