#include "tests/support/random_history.hpp"

#include <algorithm>
#include <stdexcept>

namespace authledger::test {
namespace {

using Json = nlohmann::json;

// Zones whose clocks change at night, at midnight, by half an hour, never, and over a whole day.
const std::vector<std::string> usual_zones = {
    "America/New_York",  "America/Chicago",  "America/Denver", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Phoenix"};
const std::vector<std::string> odd_zones = {
    "America/Havana",   "America/Santiago",   "Africa/Cairo", "Asia/Beirut",  "Australia/Lord_Howe",
    "America/St_Johns", "Pacific/Kiritimati", "Pacific/Apia", "Asia/Kolkata", "UTC"};

// Days before a clock change (north and south), a year's end, a leap day or a holiday.
const std::vector<std::string> edges = {
    "2024-02-22", "2024-03-05", "2024-10-28", "2024-12-23", "2025-03-24", "2025-05-20",
    "2025-06-16", "2025-12-22", "2026-03-04", "2026-04-01", "2026-09-01", "2026-10-28",
    "2026-06-29", "2027-12-27", "2028-02-21", "2011-12-24", "2024-04-20", "2027-06-14"};

// Draws the log of one episode, event by event. Every member function adds to `log_`.
class LogWriter {
 public:
  LogWriter(Dice& dice, const std::vector<std::string>& zones, Date admitted, Date today)
      : dice_(dice), zones_(zones), admitted_(admitted), today_(today) {}

  Json write() {
    admit();
    cover();
    schedule();
    for (int number = 1, count = dice_.one_of({0, 2, 3, 3, 4, 5}); number <= count; ++number)
      authorize("A" + std::to_string(number));
    meet();
    report_prior_use();
    report_other_care();
    tell_the_payer();
    choose_measures();
    plan_discharge();
    discharge();
    act_on_obligations();
    withdraw();
    return std::move(log_);
  }

  // An instant on the date, often one at which something else happens to the second.
  Instant moment_on(Date date) {
    const Zone zone = *Zone::find(dice_.chance(70) ? zones_.front() : dice_.one_of(zones_));
    int minutes = dice_.between(0, 1439);
    if (dice_.chance(40))
      minutes = dice_.one_of({0, 90, 150, 540, 600, 720, 990, 1020, 1080, 1439});
    std::int64_t microseconds = zone.at(date, TimeOfDay{minutes}).microseconds();
    if (dice_.chance(10)) microseconds += dice_.one_of({-1'000'000, 1'000'000, 1, 500'000});
    return Instant::from_microseconds(microseconds);
  }

 private:
  Date some_day(int before, int after) {
    return admitted_ + dice_.between(-before, std::max(-before, (today_ - admitted_) + after));
  }

  // say(event).at(instant): so the event is drawn before the instant, whatever the compiler.
  LogWriter& say(Json event) {
    said_ = std::move(event);
    return *this;
  }

  void at(Instant happened) {
    std::int64_t recorded = happened.microseconds();
    if (dice_.chance(85)) recorded += 60'000'000LL * dice_.between(0, 2 * 1440);
    if (dice_.chance(8)) recorded += 86'400'000'000LL * dice_.between(1, 40);
    if (dice_.chance(6))
      recorded = happened.microseconds() - 86'400'000'000LL * dice_.between(1, 6);
    if (dice_.chance(6)) recorded = last_recorded_;  // learned in the same moment
    last_recorded_ = recorded;
    said_["seq"] = static_cast<std::int64_t>(log_.size()) + 1;
    said_["recorded_at"] = to_exact_text(Instant::from_microseconds(recorded));
    log_.push_back(said_);
  }

  void admit() {
    if (dice_.chance(2)) return;
    Json event{{"type", "episode.admitted"},
               {"episode", "E1"},
               {"date", to_text(admitted_)},
               {"level_of_care", "iop"}};
    if (dice_.chance(75)) {
      const Date birthday =
          dice_.chance(20) ? *make_date(2008, 2, 29) : admitted_ + dice_.between(-5, 60);
      const CivilDay day = civil(birthday);
      const int year = day.year - dice_.one_of({13, 14, 17, 18, 18, 18, 30});
      event["birth_date"] = to_text(make_date(dice_.chance(20) ? 2008 : year, day.month, day.day)
                                        .value_or(*make_date(2008, 2, 29)));
    }
    if (dice_.chance(30)) event["at"] = to_exact_text(moment_on(admitted_));
    say(event).at(moment_on(admitted_));
    if (!dice_.chance(10)) return;
    event["date"] = to_text(admitted_ + dice_.between(-2, 4));
    say(event).at(moment_on(some_day(0, 2)));
  }

  void cover() {
    for (int count = dice_.between(dice_.chance(5) ? 0 : 1, 3), first = 1; count > 0; --count) {
      const Date soon = admitted_ + dice_.between(2, 10);  // while authorizations of before run
      const Date effective = first              ? admitted_ - dice_.one_of({0, 5, 30, -3})
                             : dice_.chance(60) ? soon
                                                : some_day(0, 3);
      Json event{
          {"type", "coverage.set"},
          {"payer", dice_.one_of({"P1", "P1", "P1", "P1", "P1", "P1", "P1", "P2", "P2", "P3"})},
          {"effective", to_text(effective)}};
      if (!first && dice_.chance(60)) event["payer"] = "P2";
      if (dice_.chance(40)) event["plan"] = dice_.one_of({"gold", "gold", "silver"});
      if (dice_.chance(30)) event["state"] = "MN";
      if (dice_.chance(50)) event["funding"] = dice_.chance(75) ? "insured" : "self-funded";
      if (dice_.chance(60)) event["network"] = dice_.one_of({"in", "in", "out"});
      if (dice_.chance(30)) event["line_of_business"] = dice_.one_of({"MN", "medicaid"});
      say(event).at(moment_on(first ? admitted_ : effective));
      first = 0;
      if (dice_.chance(50)) break;
    }
  }

  void schedule() {
    for (int number = 0, count = dice_.between(dice_.chance(10) ? 0 : 1, 2); number < count;
         ++number) {
      Json weekdays = Json::array();
      for (const char* day : {"mon", "tue", "wed", "thu", "fri", "sat", "sun"})
        if (dice_.chance(50)) weekdays.push_back(day);
      Json event{{"type", "schedule.set"},
                 {"effective", to_text(number == 0 ? admitted_ : some_day(3, 30))},
                 {"weekdays", weekdays},
                 {"start", dice_.one_of({"02:30", "09:00", "10:00", "18:00", "23:30"})},
                 {"minutes", dice_.one_of({30, 90, 180, 180, 240})},
                 {"service", dice_.one_of({"S9480", "S9480", "H0015", "H0015", "90853"})}};
      if (dice_.chance(20)) event["modality"] = dice_.one_of({"in_person", "telehealth"});
      if (!weekdays.empty()) scheduled_service_ = event["service"];
      say(event).at(moment_on(number == 0 ? admitted_ : some_day(0, 3)));
    }
  }

  Json authorized_lines() {
    Json lines = Json::array();
    for (int count = dice_.between(1, 2); count > 0; --count) {
      Json codes = Json::array();
      for (int many = dice_.one_of({0, 1, 1, 2}); many > 0; --many)
        codes.push_back(dice_.chance(85) ? scheduled_service_ : dice_.one_of(service_codes));
      lines.push_back({{"codes", codes}, {"units", dice_.one_of({0, 1, 3, 6, 9, 12, 18, 30, 60})}});
    }
    return lines;
  }

  Json decision(const std::string& id, Date start, Instant at) {
    Json event{{"type", "authorization.decided"},
               {"authorization", id},
               {"decision", dice_.one_of({"approved", "approved", "approved", "approved", "partial",
                                          "denied", "pended"})},
               {"decided_at", to_exact_text(at)},
               {"start", to_text(start)},
               {"end", to_text(start + dice_.one_of({-1, 0, 6, 13, 20, 20, 29, 29, 60, 180}))},
               {"lines", authorized_lines()}};
    if (dice_.chance(55)) event["number"] = "N-" + std::to_string(dice_.between(0, 2));
    if (dice_.chance(15)) event["next_review"] = to_text(start + dice_.between(-3, 30));
    if (event["decision"] == "denied" || event["decision"] == "pended") {
      if (dice_.chance(30)) event["start"] = nullptr;
      if (dice_.chance(30)) event["end"] = nullptr;
      if (dice_.chance(30)) event.erase("lines");
    }
    return event;
  }

  void authorize(const std::string& id) {
    const Date start = dice_.chance(60) ? admitted_ + dice_.between(-4, 3) : some_day(4, 20);
    if (dice_.chance(60)) {
      const Instant at = moment_on(start - dice_.between(-4, 5));
      say({{"type", "authorization.requested"},
           {"authorization", id},
           {"at", to_exact_text(at)},
           {"expedited", dice_.chance(30)}})
          .at(at);
    }
    for (int count = dice_.one_of({0, 1, 1, 1, 1, 2}); count > 0; --count) {
      const Instant at = moment_on(start + dice_.between(-5, 6));
      say(decision(id, dice_.chance(70) ? start : start + dice_.between(-5, 5), at)).at(at);
      if (!dice_.chance(12)) continue;
      say({{"type", "authorization.voided"}, {"authorization", id}}).at(moment_on(some_day(0, 4)));
    }
  }

  Json components() {
    Json all = Json::array();
    for (int count = dice_.between(1, 4); count > 0; --count) {
      Json component{{"kind", dice_.one_of({"group", "group", "individual", "family"})}};
      if (dice_.chance(40)) component["minutes"] = dice_.one_of({30, 60});
      if (dice_.chance(60)) component["participants"] = dice_.one_of({1, 8, 9, 10, 11});
      all.push_back(component);
    }
    return all;
  }

  Json session(const std::string& id, Date date) {
    const Zone zone = *Zone::find(zones_.front());
    const int begins = dice_.one_of({0, 60, 90, 150, 390, 540, 540, 600, 1080, 1410});
    const Instant start = zone.at(date, TimeOfDay{begins});
    Json event{
        {"type", "session.recorded"},
        {"session", id},
        {"start", to_exact_text(start)},
        {"service", dice_.chance(80) ? scheduled_service_ : dice_.one_of(service_codes)},
        {"outcome", dice_.one_of({"attended", "attended", "attended", "attended", "no_show",
                                  "no_show", "cancelled_by_member", "cancelled_by_facility"})}};
    const int minutes = dice_.one_of({0, 7, 8, 22, 60, 90, 127, 179, 180, 180, 180, 187, 240, 240});
    if (dice_.chance(50)) {
      event["minutes"] = minutes;
    } else {
      const std::int64_t seconds = 60LL * minutes + dice_.one_of({0, 0, 30, -1});
      event["end"] = to_exact_text(Instant::from_seconds(start.seconds() + seconds));
    }
    if (dice_.chance(15)) event["break_minutes"] = dice_.one_of({5, 15, 300});
    if (dice_.chance(35)) event["excused"] = dice_.chance(50);
    if (dice_.chance(15)) event["modality"] = dice_.one_of({"telehealth", "in_person"});
    if (dice_.chance(30))
      event["authorization"] =
          dice_.one_of({"A1", "A2", "A3", "N-0", "N-1", "N-2", "allowance:free", "allowance:more"});
    if (dice_.chance(lists_components_)) event["components"] = components();
    return event;
  }

  void meet() {
    const int density = dice_.one_of({5, 20, 40, 60, 100});
    lists_components_ = dice_.one_of({0, 50, 95, 100});
    int number = 0;
    for (Date date = admitted_ - dice_.between(0, 3); date <= today_ + 6; date = date + 1) {
      if (!dice_.chance(density)) continue;
      for (int count = dice_.one_of({1, 1, 1, 1, 2, 3}); count > 0; --count) {
        const std::string id = "S" + std::to_string(++number);
        Json event = session(id, date);
        const Instant start = *parse_instant(event["start"].get<std::string>());
        say(event).at(start);
        sessions_.push_back(id);
        if (dice_.chance(8)) say(session(id, date + dice_.between(-1, 1))).at(moment_on(date + 2));
        if (dice_.chance(6))
          say({{"type", "session.voided"}, {"session", id}})
              .at(moment_on(date + dice_.between(0, 4)));
        if (dice_.chance(2)) say(session(id, date)).at(moment_on(date + 3));
      }
    }
  }

  void report_prior_use() {
    while (dice_.chance(30))
      say({{"type", "prior_use.reported"},
           {"service", dice_.one_of({"S9480", "H0015"})},
           {"year", civil(today_).year - dice_.one_of({0, 0, 0, 1, -1})},
           {"units", dice_.one_of({0, 1, 5, 12, 25})}})
          .at(moment_on(some_day(0, 2)));
  }

  void report_other_care() {
    for (int count = dice_.one_of({0, 0, 1, 2}); count > 0; --count) {
      const Date from = some_day(20, 2);
      Json event{{"type", "other_care.reported"},
                 {"care", dice_.one_of({"php", "php", "residential"})},
                 {"from", to_text(from)}};
      if (dice_.chance(80)) event["to"] = to_text(from + dice_.one_of({0, 1, 5, 30}));
      if (dice_.chance(10)) event["to"] = nullptr;
      say(event).at(moment_on(some_day(0, 2)));
    }
  }

  void choose_measures() {
    while (dice_.chance(55)) {
      const Instant at = moment_on(some_day(3, 3));
      say({{"type", "measure.chosen"},
           {"clock", dice_.one_of({"c0", "c0", "c1"})},
           {"measure", dice_.one_of({"days", "attended_minutes"})},
           {"at", to_exact_text(at)}})
          .at(at);
    }
  }

  void plan_discharge() {
    while (dice_.chance(45)) {
      Json event{{"type", "discharge.planned"}, {"date", to_text(some_day(0, 40))}};
      if (dice_.chance(15)) event["date"] = nullptr;
      say(event).at(moment_on(some_day(0, 2)));
    }
  }

  void tell(const char* type, const char* field, const std::string& about) {
    const Date date = some_day(2, 2);
    const Instant at = moment_on(date);
    say({{"type", type}, {field, about}, {"at", to_exact_text(at)}}).at(at);
  }

  std::string some_duty() {
    if (dice_.chance(30))
      return "duty:c" + std::to_string(dice_.between(0, 1)) + "#" +
             std::to_string(dice_.one_of({1, 1, 2, 3}));
    const std::string number = std::to_string(dice_.between(0, 3));
    const std::string after = dice_.one_of({"admission", "first-session", "discharge",
                                            "authorization-start", "denial", "uncovered", "by"});
    std::string key = "duty:" + after;
    const bool recurs = after != "by" && dice_.chance(35);
    key += (recurs ? "-every" : "") + number;
    if (after == "authorization-start" || after == "denial")
      key += ":A" + std::to_string(dice_.between(1, 2));
    if (after == "uncovered") key += ":" + to_text(some_day(0, 0));
    return recurs ? key + "#" + std::to_string(dice_.between(1, 3)) : key;
  }

  void tell_the_payer() {
    for (int count = dice_.between(0, 2); count > 0; --count)
      tell("review.submitted", "authorization", "A" + std::to_string(dice_.between(1, 4)));
    for (int count = sessions_.empty() ? 0 : dice_.between(0, 4); count > 0; --count)
      tell("notice.sent", "notice",
           "notice:m" + std::to_string(dice_.between(0, 2)) + ":" + dice_.one_of(sessions_));
    if (dice_.chance(5))
      tell("notice.sent", "notice", dice_.one_of({"notice", "notice:m0", "a:b:c:d", "::"}));
    for (int count = dice_.between(0, 6); count > 0; --count)
      tell("duty.completed", "duty", some_duty());
    if (dice_.chance(20)) tell("duty.completed", "duty", "duty:initial-authorization");
    for (int number = 0; dice_.chance(25); ++number) {
      const std::string ask = "q" + std::to_string(number);
      const Instant at = moment_on(some_day(1, 2));
      say({{"type", "payer.asked"},
           {"ask", ask},
           {"at", to_exact_text(at)},
           {"due", to_exact_text(moment_on(some_day(0, 10)))},
           {"what", "records"}})
          .at(at);
      if (dice_.chance(50)) tell("duty.completed", "duty", "request:" + ask);
    }
  }

  // What the team says about its obligations, at any time, twice, and of keys that never come up.
  void act_on_obligations() {
    for (int count = dice_.between(0, 5); count > 0; --count) {
      const std::string key = some_obligation();
      Json event{{"obligation", key}};
      const int what = dice_.between(1, 100);
      if (what <= 45) {
        event["type"] = "obligation.waived";
        event["reason"] = dice_.one_of({"the payer said so on the phone", "no one left to tell"});
      } else if (what <= 75) {
        event["type"] = "obligation.assigned";
        event["assignee"] = dice_.one_of({"Ana", "Bo", "Chi"});
        if (dice_.chance(25)) event["assignee"] = nullptr;
      } else {
        event["type"] = "obligation.snoozed";
        event["until"] = to_exact_text(moment_on(some_day(0, 30)));
        if (dice_.chance(15)) event["until"] = nullptr;
      }
      if (dice_.chance(30)) event["by"] = "Ana";
      say(event).at(moment_on(some_day(0, 5)));
    }
  }

  std::string some_obligation() {
    const int what = dice_.between(1, 100);
    if (what <= 35) return "review:A" + std::to_string(dice_.between(1, 3));
    if (what <= 50) return "decision:A" + std::to_string(dice_.between(1, 3));
    if (what <= 60) return dice_.one_of({"request:q0", "request:q1"});
    if (what <= 70) return "duty:initial-authorization";
    if (what <= 80 && !sessions_.empty())
      return "notice:m" + std::to_string(dice_.between(0, 2)) + ":" + dice_.one_of(sessions_);
    return some_duty();
  }

  void discharge() {
    if (!dice_.chance(35)) return;
    const auto discharged = [&](const Json& date) {
      Json event{{"type", "episode.discharged"}, {"date", date}};
      if (dice_.chance(50)) event["reason"] = "completed";
      if (date.is_string() && dice_.chance(60))
        event["at"] = to_exact_text(moment_on(some_day(0, 2)));
      say(event).at(moment_on(some_day(0, 2)));
    };
    discharged(to_text(some_day(0, 15)));
    if (dice_.chance(20)) discharged(nullptr);
    if (dice_.chance(15)) discharged(to_text(some_day(0, 15)));
  }

  void withdraw() {
    while (!log_.empty() && dice_.chance(25)) {
      const int most = static_cast<int>(log_.size()) + (dice_.chance(10) ? 5 : 0);
      say({{"type", "event.withdrawn"}, {"withdraws", dice_.between(1, most)}})
          .at(moment_on(some_day(0, 3)));
    }
  }

  Dice& dice_;
  const std::vector<std::string>& zones_;  // the facility's first
  Date admitted_, today_;
  Json said_;
  Json log_ = Json::array();
  std::int64_t last_recorded_ = 0;
  std::string scheduled_service_ = "S9480";
  int lists_components_ = 0;  // percent of the sessions
  std::vector<std::string> sessions_;
};

// Seqs and places in the file need not follow the order in which things were learned.
void mix_up(Dice& dice, Json& log) {
  std::vector<Json> events = log;
  if (dice.chance(20)) dice.shuffle(events);
  log = events;
}

}  // namespace

Json random_scenario(std::uint64_t seed) {
  Dice dice(seed);
  std::vector<std::string> zones;
  for (int count = dice.between(1, 3); count > 0; --count)
    zones.push_back(dice.one_of(dice.chance(75) ? usual_zones : odd_zones));
  const Date edge = *parse_date(dice.one_of(edges));
  const Date admitted = edge + dice.between(-6, 10);
  const Date today = admitted + dice.one_of({-1, 0, 3, 10, 10, 20, 20, 20, 40, 75});
  Json closed = Json::array();
  for (int count = dice.between(0, 3); count > 0; --count)
    closed.push_back(to_text(admitted + dice.between(-3, 60)));

  LogWriter writer(dice, zones, admitted, today);
  Json scenario{{"as_of", to_exact_text(writer.moment_on(today))},
                {"facility", {{"id", "F1"}, {"time_zone", zones.front()}, {"closed", closed}}},
                {"policies", random_policies(dice, admitted, zones)},
                {"log", writer.write()}};
  mix_up(dice, scenario["log"]);
  if (!scenario["log"].empty() && dice.chance(20)) {  // as_of to the second of an event
    const Json& event = scenario["log"][static_cast<std::size_t>(
        dice.between(0, static_cast<int>(scenario["log"].size()) - 1))];
    scenario["as_of"] = event.contains("start") && event.contains("session") ? event["start"]
                                                                             : event["recorded_at"];
  }
  return scenario;
}

json::Scenario read_scenario_of(const Json& scenario) {
  JsonReader reader;
  const auto tree = reader.read(scenario.dump(), file_limits);
  if (!tree) throw std::runtime_error(summary(tree.error()));
  auto read = json::read_scenario(tree->root());
  if (!read) throw std::runtime_error(summary(read.error()));
  return std::move(*read);
}

}  // namespace authledger::test
