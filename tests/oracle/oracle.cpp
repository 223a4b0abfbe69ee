#include "tests/oracle/oracle.hpp"

#include <algorithm>
#include <tuple>

#include "tests/oracle/obligations.hpp"

namespace authledger::oracle {
namespace {

using Json = nlohmann::json;

template <class T>
Json or_null(const std::optional<T>& maybe) {
  return maybe ? Json(*maybe) : Json();
}
Json text_or_null(const std::optional<Date>& date) {
  return date ? Json(to_text(*date)) : Json();
}
Json text_or_null(const std::optional<Instant>& instant) {
  return instant ? Json(to_text(*instant)) : Json();
}

Json line_json(const Ledger& ledger, std::size_t index) {
  const Line& line = ledger.lines[index];
  const int used = ledger.drawn(index, true);
  const int forecast_used = ledger.drawn(index, false);
  Json json{{"codes", line.codes},
            {"unit", word(line.unit)},
            {"units", or_null(line.units)},
            {"used", used},
            {"remaining", nullptr},
            {"forecast_used", forecast_used},
            {"exhausts_on", text_or_null(ledger.exhausts_on(index))},
            {"unused_at_end", nullptr}};
  if (!line.is_approved) {
    json["remaining"] = 0;
    json["unused_at_end"] = 0;
  } else if (line.units) {
    json["remaining"] = *line.units - used;
    json["unused_at_end"] = *line.units - used - forecast_used;
  }
  return json;
}

Json lines_json(const Ledger& ledger, const std::string& authorization) {
  Json all = Json::array();
  for (std::size_t line = 0; line < ledger.lines.size(); ++line)
    if (ledger.lines[line].authorization == authorization) all.push_back(line_json(ledger, line));
  return all;
}

Json authorizations_json(const History& history, const Ledger& ledger) {
  std::map<std::string, Json> by_id;
  for (const Line& line : ledger.lines)
    if (line.is_allowance)
      by_id[line.authorization] = {{"number", nullptr},
                                   {"decision", "allowance"},
                                   {"start", text_or_null(line.start)},
                                   {"end", text_or_null(line.end)},
                                   {"last_covered_day", nullptr}};
  for (const auto& [id, authorization] : history.authorizations) {
    Json& json = by_id[id];
    json = {{"number", nullptr},
            {"decision", "requested"},
            {"start", nullptr},
            {"end", nullptr},
            {"last_covered_day", nullptr}};
    if (!authorization.decision) continue;
    json["number"] = or_null(authorization.decision->number);
    json["decision"] = word(authorization.decision->decision);
    json["start"] = text_or_null(authorization.decision->start);
    json["end"] = text_or_null(authorization.decision->end);
    if (is_approved(authorization))
      json["last_covered_day"] = text_or_null(last_covered_day(history, ledger, id));
  }
  Json all = Json::array();
  for (auto& [id, json] : by_id) {
    json["authorization"] = id;
    json["lines"] = lines_json(ledger, id);
    all.push_back(json);
  }
  return all;
}

Json allocations_json(const Ledger& ledger, std::size_t charge) {
  Json all = Json::array();
  for (const Draw& draw : ledger.draws) {
    if (draw.charge != charge) continue;
    Json json{{"authorization", "not-required"}, {"line", nullptr}, {"units", draw.units}};
    if (draw.line) {
      json["authorization"] = ledger.lines[*draw.line].authorization;
      json["line"] = ledger.lines[*draw.line].position;
    }
    all.push_back(json);
  }
  return all;
}

Json sessions_json(const History& history, const Ledger& ledger) {
  Json all = Json::array();
  for (const SessionRecorded& session : history.sessions_by_start()) {
    Json json{{"session", session.session},
              {"date", to_text(history.date_of(session.start))},
              {"minutes", minutes_of(session)},
              {"outcome", word(session.outcome)},
              {"charged", 0},
              {"covered", 0},
              {"flags", Json::array()},
              {"allocations", Json::array()}};
    if (const auto flags = ledger.flags.find(session.session); flags != ledger.flags.end())
      json["flags"] = flags->second;
    for (std::size_t charge = 0; charge < ledger.charges.size(); ++charge) {
      const Charge& it = ledger.charges[charge];
      if (!it.actual || it.session != session.session) continue;
      json["charged"] = it.units;
      json["allocations"] = allocations_json(ledger, charge);
      int covered = 0;
      for (const Json& allocation : json["allocations"]) covered += allocation["units"].get<int>();
      json["covered"] = covered;
    }
    all.push_back(json);
  }
  return all;
}

Json uncovered_json(const Ledger& ledger) {
  std::map<std::tuple<Date, std::string, std::string>, int> units;
  for (const Shortfall& shortfall : ledger.shortfalls) {
    const Charge& charge = ledger.charges[shortfall.charge];
    if (charge.actual) units[{charge.date, charge.service, shortfall.reason}] += shortfall.units;
  }
  Json all = Json::array();
  for (const auto& [key, sum] : units)
    all.push_back({{"date", to_text(std::get<0>(key))},
                   {"service", std::get<1>(key)},
                   {"units", sum},
                   {"reason", std::get<2>(key)}});
  return all;
}

Json remaining_json(const History& history, const Ledger& ledger) {
  Json remaining = Json::object();
  for (std::size_t index = 0; index < ledger.lines.size(); ++index) {
    const Line& line = ledger.lines[index];
    if (!line.is_approved || !line.units || (line.end && *line.end < history.today)) continue;
    const std::string unit(word(line.unit));
    remaining[unit] =
        remaining.value(unit, std::int64_t{0}) + *line.units - ledger.drawn(index, true);
  }
  return remaining;
}

struct Forecast {
  std::optional<Date> covered_through, first_uncovered_day;
};

Forecast forecast(const Ledger& ledger) {
  Forecast found;
  for (const Shortfall& shortfall : ledger.shortfalls) {
    const Charge& charge = ledger.charges[shortfall.charge];
    if (charge.actual || is_cap(shortfall.reason)) continue;
    if (!found.first_uncovered_day || charge.date < *found.first_uncovered_day)
      found.first_uncovered_day = charge.date;
  }
  for (const Draw& draw : ledger.draws) {
    const Charge& charge = ledger.charges[draw.charge];
    if (charge.actual) continue;
    if (found.first_uncovered_day && charge.date >= *found.first_uncovered_day) continue;
    if (!found.covered_through || charge.date > *found.covered_through)
      found.covered_through = charge.date;
  }
  return found;
}

Json unrecorded_json(const History& history) {
  Json all = Json::array();
  if (!history.admission) return all;
  for (Date date = history.admission->date; date < history.today; date = date + 1)
    if (history.is_scheduled(date) && !history.has_record(date, history.schedule_on(date)->service))
      all.push_back(to_text(date));
  return all;
}

Json obligations_json(const History& history, const Ledger& ledger) {
  std::vector<Obligation> all = reviews(history, ledger);
  for (const auto& more : {notices(history), duties(history, ledger), payer_obligations(history)})
    all.insert(all.end(), more.begin(), more.end());
  std::stable_sort(all.begin(), all.end(), [](const Obligation& one, const Obligation& other) {
    return std::tuple(!one.due_at, one.due_at, one.key) <
           std::tuple(!other.due_at, other.due_at, other.key);
  });
  Json json = Json::array();
  for (const Obligation& it : all)
    json.push_back({{"key", it.key},
                    {"kind", it.kind},
                    {"rule", or_null(it.rule)},
                    {"authorization", or_null(it.authorization)},
                    {"opens_at", text_or_null(it.opens_at)},
                    {"due_at", text_or_null(it.due_at)},
                    {"status", it.status}});
  return json;
}

}  // namespace

Json standing(const json::Scenario& scenario) {
  const History history(scenario);
  const Ledger ledger(history);
  const Forecast ahead = forecast(ledger);
  Json weeks = Json::array();
  for (const ThinWeek& week : thin_weeks(history))
    weeks.push_back({{"week_of", to_text(week.week_of)},
                     {"service", week.service},
                     {"minutes", week.minutes},
                     {"minimum", week.minimum}});
  return {{"as_of", to_text(history.as_of)},
          {"episode", history.admission ? Json(history.admission->episode) : Json()},
          {"remaining", remaining_json(history, ledger)},
          {"covered_through", text_or_null(ahead.covered_through)},
          {"first_uncovered_day", text_or_null(ahead.first_uncovered_day)},
          {"authorizations", authorizations_json(history, ledger)},
          {"sessions", sessions_json(history, ledger)},
          {"uncovered", uncovered_json(ledger)},
          {"unrecorded", unrecorded_json(history)},
          {"under_intensity_weeks", weeks},
          {"obligations", obligations_json(history, ledger)}};
}

}  // namespace authledger::oracle
