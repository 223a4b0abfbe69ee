#include "engine/json/payer_case_codec.hpp"

#include <algorithm>
#include <map>

#include "engine/base/json_writer.hpp"
#include "engine/json/event_codec.hpp"
#include "engine/json/tree_changes.hpp"

namespace authledger::json {
namespace {

constexpr Outcome all_outcomes[] = {Outcome::attended, Outcome::no_show,
                                    Outcome::cancelled_by_member, Outcome::cancelled_by_facility};
constexpr JsonLimits case_limits{std::size_t{1} << 20, 32};

// A fact is made by the codec of events, from members that the case says and members that follow
// from the rest of it; so a case can say what a log can, and faults come with the case's place.
class FactMaker {
 public:
  explicit FactMaker(std::string_view type) {
    out_.begin_object();
    if (!type.empty()) out_.field("type", type);
  }
  template <class T>
  void add(std::string_view name, const T& value) {
    out_.field(name, value);
  }
  void add_node(JsonNode member) {
    out_.key(member.key());
    write_node(out_, member);
  }
  // All members but the one that the case's own form says.
  void add_members(JsonNode object, std::string_view but, const Place& place, Problems& problems) {
    for (const JsonNode member : object.children()) {
      if (member.key() != but && member.key() != "type")
        add_node(member);
      else
        refuse(problems, ProblemCode::unknown_field, Place(place, member.key()),
               "unknown field \"" + std::string(member.key()) + "\" with the value " +
                   member.excerpt());
    }
  }
  std::optional<Fact> make(const Place& place, Problems& problems) {
    out_.end_object();
    auto fact = read_fact_text(out_.text());
    if (fact) return std::move(*fact);
    const std::string at = place.pointer();
    for (const Problem& problem : fact.error())
      if (problems.size() < most_problems)
        problems.push_back({problem.code, problem.detail, at + problem.pointer});
    return std::nullopt;
  }

 private:
  JsonWriter out_;
};

class CaseReader {
 public:
  CaseReader(JsonNode node, const std::string& payer, Problems& problems)
      : problems_(problems), fields_(node, root_, problems), payer_(payer) {}

  std::optional<PayerCase> read() {
    if (!fields_.is_object()) return std::nullopt;
    const std::string description = fields_.text("description");
    auto rules = fields_.texts("rules");
    auto shapes = fields_.texts_or_empty("shapes");
    as_of_ = fields_.instant("as_of");
    auto facility = read_facility();
    zone_ = facility ? facility->zone : *Zone::find("UTC");
    read_log();
    const auto expect = fields_.require("expect");
    if (expect) check_expect(*expect);
    fields_.finish();
    if (log_.size() > most_case_events)
      refuse(problems_, ProblemCode::out_of_range, root_,
             "the case has " + std::to_string(log_.size()) + " events; at most " +
                 std::to_string(most_case_events) + " are taken");
    if (!problems_.empty() || !facility) return std::nullopt;
    return PayerCase{description, std::move(rules), std::move(shapes), as_of_,
                     *facility,   std::move(log_),  *expect,           nullptr};
  }

 private:
  std::optional<Facility> read_facility() {
    std::optional<Zone> zone;
    if (const auto node = fields_.require("time_zone"))
      zone = read_zone(*node, fields_.place_of("time_zone"), problems_);
    std::vector<Date> closed;
    fields_.list_or_empty("closed", [&](JsonNode item, const Place& place) {
      closed.push_back(read_date(item, place, problems_));
    });
    std::sort(closed.begin(), closed.end());
    if (!zone) return std::nullopt;
    return Facility{"facility", "", "", *zone, std::move(closed)};
  }

  void read_log() {
    admitted_ = fields_.date("admitted");
    say(EpisodeAdmitted{"episode", admitted_, "iop", fields_.optional_date("birth_date"),
                        std::nullopt});
    read_coverage();
    read_schedule();
    fields_.list_or_empty("sessions",
                          [&](JsonNode item, const Place& place) { read_sessions(item, place); });
    fields_.list_or_empty("events",
                          [&](JsonNode item, const Place& place) { read_event(item, place); });
    if (const auto discharged = fields_.optional_date("discharged"))
      say(EpisodeDischarged{*discharged, std::nullopt, std::nullopt});
  }

  void say(Fact fact) { say_at(as_of_, std::move(fact)); }
  void say_at(Instant recorded_at, Fact fact) {
    const auto seq = static_cast<std::int64_t>(log_.size()) + 1;
    if (log_.size() <= most_case_events) log_.push_back({seq, recorded_at, std::move(fact)});
  }

  bool is_object(JsonNode node, const Place& place) {
    if (node.is(JsonKind::object)) return true;
    refuse(problems_, ProblemCode::wrong_type, place,
           place.pointer().substr(1) + " is " + node.excerpt() + "; it must be an object");
    return false;
  }

  void read_coverage() {
    const auto node = fields_.take("coverage");
    const Place place = fields_.place_of("coverage");
    if (node && !is_object(*node, place)) return;
    FactMaker maker("coverage.set");
    if (!node || !node->find("payer")) maker.add("payer", payer_);
    maker.add("effective", admitted_);
    if (node) maker.add_members(*node, "effective", place, problems_);
    if (auto fact = maker.make(place, problems_)) say(std::move(*fact));
  }

  void read_schedule() {
    const auto node = fields_.take("schedule");
    const Place place = fields_.place_of("schedule");
    if (!node || !is_object(*node, place)) return;
    FactMaker maker("schedule.set");
    maker.add("effective", admitted_);
    maker.add_members(*node, "effective", place, problems_);
    auto fact = maker.make(place, problems_);
    if (!fact) return;
    schedule_ = std::get<ScheduleSet>(*fact);
    say(std::move(*fact));
  }

  // The dates of an entry, which stand under the word of their outcome.
  std::vector<Date> read_dates(Fields& entry, const Place& place, Outcome& outcome) {
    std::vector<Date> dates;
    int outcomes = 0;
    for (const Outcome candidate : all_outcomes) {
      if (!entry.take(word(candidate))) continue;
      ++outcomes;
      outcome = candidate;
      entry.list(word(candidate), [&](JsonNode item, const Place& here) {
        dates.push_back(read_date(item, here, problems_));
      });
    }
    if (outcomes != 1)
      refuse(problems_, ProblemCode::invalid_value, place,
             "an entry of sessions needs its dates under exactly one of attended, no_show, "
             "cancelled_by_member, cancelled_by_facility");
    return dates;
  }

  void read_sessions(JsonNode node, const Place& place) {
    const std::size_t faults = problems_.size();
    Fields entry(node, place, problems_);
    if (!entry.is_object()) return;
    Outcome outcome = Outcome::attended;
    const std::vector<Date> dates = read_dates(entry, place, outcome);
    TimeOfDay start = schedule_.start;
    if (const auto at = schedule_.service.empty() ? entry.require("start") : entry.take("start"))
      start = read_time_of_day(*at, entry.place_of("start"), problems_);
    FactMaker maker("session.recorded");
    maker.add("session", "session");
    maker.add("start", zone_.start_of(admitted_));
    maker.add("outcome", word(outcome));
    for (const std::string_view name :
         {"minutes", "service", "modality", "excused", "components"}) {
      if (const auto member = entry.take(name))
        maker.add_node(*member);
      else if (!schedule_.service.empty())
        add_of_schedule(maker, name);
    }
    entry.finish();
    if (problems_.size() != faults) return;
    const auto fact = maker.make(place, problems_);
    if (!fact) return;
    for (const Date date : dates) {
      auto session = std::get<SessionRecorded>(*fact);
      session.start = zone_.at(date, start);
      const int nth = ++sessions_on_[date];
      session.session = to_text(date) + (nth == 1 ? "" : "-" + std::to_string(nth));
      say(std::move(session));
    }
  }

  void add_of_schedule(FactMaker& maker, std::string_view name) const {
    if (name == "minutes") maker.add(name, schedule_.minutes);
    if (name == "service") maker.add(name, schedule_.service);
    if (name == "modality") maker.add(name, schedule_.modality);
  }

  void read_event(JsonNode node, const Place& place) {
    if (!is_object(node, place)) return;
    FactMaker maker("");
    Instant recorded_at = as_of_;
    for (const JsonNode member : node.children()) {
      if (member.key() == "recorded_at")
        recorded_at = read_instant(member, Place(place, "recorded_at"), problems_);
      else
        maker.add_node(member);
    }
    if (auto fact = maker.make(place, problems_)) say_at(recorded_at, std::move(*fact));
  }

  void check_expect(JsonNode expect) {
    const Place place = fields_.place_of("expect");
    if (!is_object(expect, place)) return;
    const auto members = expect.children();
    if (!(members.begin() != members.end()))
      refuse(problems_, ProblemCode::invalid_value, place,
             "expect is empty; name what the standing must show");
  }

  const Place root_{""};
  Problems& problems_;
  Fields fields_;
  const std::string& payer_;
  Instant as_of_;
  Zone zone_ = *Zone::find("UTC");
  Date admitted_;
  ScheduleSet schedule_;
  std::map<Date, int> sessions_on_;
  std::vector<Event> log_;
};

}  // namespace

Result<std::shared_ptr<const JsonDocument>> JsonDocument::read(std::string_view text,
                                                               JsonLimits limits) {
  auto document = std::make_shared<JsonDocument>();
  auto tree = document->reader_.read(text, limits);
  if (!tree) return tree.error();
  document->tree_ = *tree;
  return std::shared_ptr<const JsonDocument>(std::move(document));
}

Result<PayerCase> read_payer_case(JsonNode node, const std::string& payer) {
  Problems problems;
  auto read = CaseReader(node, payer, problems).read();
  if (!read) return problems;
  return std::move(*read);
}

Result<PayerCase> read_payer_case(std::string_view text, const std::string& payer) {
  auto document = JsonDocument::read(text, case_limits);
  if (!document) return document.error();
  auto read = read_payer_case((*document)->root(), payer);
  if (read) read->document = std::move(*document);
  return read;
}

}  // namespace authledger::json
