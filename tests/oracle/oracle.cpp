#include "tests/oracle/oracle.hpp"

#include <algorithm>
#include <tuple>

#include "tests/oracle/findings.hpp"
#include "tests/oracle/obligations.hpp"
#include "tests/oracle/terms.hpp"

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

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

// The ledger as it stands, and as it would stand at the member's low and high rate of attendance.
struct Ledgers {
  explicit Ledgers(const History& history) : exact(history), rates(attendance(history)) {
    if (!rates.low) return;
    low.emplace(history, *rates.low);
    high.emplace(history, *rates.high);
  }
  Ledger exact;
  Attendance rates;
  std::optional<Ledger> low, high;
};

int unused_at_end(const Ledger& ledger, std::size_t line) {
  return *ledger.lines[line].units - ledger.drawn(line, true) - ledger.drawn(line, false);
}

Json likely_json(const Ledgers& ledgers, std::size_t index) {
  const Line& line = ledgers.exact.lines[index];
  if (!ledgers.low || !line.is_approved || !line.units) return nullptr;
  const auto [least, most] =
      std::minmax({unused_at_end(*ledgers.low, index), unused_at_end(*ledgers.high, index)});
  Json json{{"exhausts_on", nullptr}, {"unused_at_end", {{"from", least}, {"to", most}}}};
  const auto one = ledgers.low->exhausts_on(index), other = ledgers.high->exhausts_on(index);
  if (one && other)
    json["exhausts_on"] = {{"from", to_text(std::min(*one, *other))},
                           {"to", to_text(std::max(*one, *other))}};
  else if (one || other)
    json["exhausts_on"] = {{"from", to_text(one ? *one : *other)}, {"to", nullptr}};
  return json;
}

Json line_json(const Ledgers& ledgers, std::size_t index) {
  const Ledger& ledger = ledgers.exact;
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
            {"unused_at_end", nullptr},
            {"likely", likely_json(ledgers, index)}};
  if (!line.is_approved) {
    json["remaining"] = 0;
    json["unused_at_end"] = 0;
  } else if (line.units) {
    json["remaining"] = *line.units - used;
    json["unused_at_end"] = *line.units - used - forecast_used;
  }
  return json;
}

Json lines_json(const Ledgers& ledgers, const std::string& authorization) {
  const Ledger& ledger = ledgers.exact;
  Json all = Json::array();
  for (std::size_t line = 0; line < ledger.lines.size(); ++line)
    if (ledger.lines[line].authorization == authorization) all.push_back(line_json(ledgers, line));
  return all;
}

Json no_authorization_json(const char* decision) {
  Json json{{"decision", decision}};
  for (const char* name : {"number", "start", "end", "last_covered_day", "valid_until_at_least",
                           "not_revocable_until", "urgent_extension_by"})
    json[name] = nullptr;
  return json;
}

Json decided_json(const History& history, const Ledger& ledger, const std::string& id) {
  Json json = no_authorization_json("requested");
  const RequestAndDecision& authorization = history.authorizations.at(id);
  if (!authorization.decision) return json;
  const AuthorizationDecided& decided = *authorization.decision;
  json["number"] = or_null(decided.number);
  json["decision"] = word(decided.decision);
  json["start"] = text_or_null(decided.start);
  json["end"] = text_or_null(decided.end);
  if (!is_approved(authorization)) return json;
  const ApprovalDates dates = approval_dates(history, decided);
  json["last_covered_day"] = text_or_null(last_covered_day(history, ledger, id));
  json["valid_until_at_least"] = text_or_null(dates.valid_until_at_least);
  json["not_revocable_until"] = text_or_null(dates.not_revocable_until);
  json["urgent_extension_by"] = text_or_null(
      urgent_extension_by(history, history.document_on(decided.start).policy, *decided.end));
  return json;
}

Json authorizations_json(const History& history, const Ledgers& ledgers) {
  std::map<std::string, Json> by_id;
  for (const Line& line : ledgers.exact.lines) {
    if (!line.is_allowance) continue;
    Json& json = by_id[line.authorization];
    json = no_authorization_json("allowance");
    json["start"] = text_or_null(line.start);
    json["end"] = text_or_null(line.end);
  }
  for (const auto& [id, authorization] : history.authorizations)
    by_id[id] = decided_json(history, ledgers.exact, id);
  Json all = Json::array();
  for (auto& [id, json] : by_id) {
    json["authorization"] = id;
    json["lines"] = lines_json(ledgers, id);
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
              {"allocations", Json::array()},
              {"tier", nullptr},
              {"file_by", nullptr}};
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
      json["tier"] = text_or_null(it.tier);
      if (it.units > 0) json["file_by"] = text_or_null(file_by(history, it.date));
    }
    all.push_back(json);
  }
  return all;
}

Json retro_json(const History& history, Date date) {
  const Retro retro = retro_on(history, date);
  return {{"status", retro.status}, {"until", text_or_null(retro.until)}};
}

Json uncovered_json(const History& history, const Ledger& ledger) {
  std::map<std::tuple<Date, std::string, std::string>, int> units;
  for (const Shortfall& shortfall : ledger.shortfalls) {
    const Charge& charge = ledger.charges[shortfall.charge];
    if (charge.actual) units[{charge.date, charge.service, shortfall.reason}] += shortfall.units;
  }
  Json all = Json::array();
  for (const auto& [key, sum] : units) {
    const auto& [date, service, reason] = key;
    all.push_back({{"date", to_text(date)},
                   {"service", service},
                   {"units", sum},
                   {"reason", reason},
                   {"retro", is_cap(reason) ? Json() : retro_json(history, date)}});
  }
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

Json evidence_json(const std::vector<Evidence>& evidence) {
  Json all = Json::array();
  for (const Evidence& it : evidence)
    all.push_back({{"rule", it.rule}, {"document", it.document}, {"from", to_text(it.from)}});
  return all;
}

Json obligations_json(const History& history, const Ledger& ledger) {
  std::vector<Obligation> all = reviews(history, ledger);
  for (const auto& more : {notices(history), duties(history, ledger), clocks(history, ledger),
                           payer_obligations(history)})
    all.insert(all.end(), more.begin(), more.end());
  act_on(all, history);
  std::stable_sort(all.begin(), all.end(), [](const Obligation& one, const Obligation& other) {
    return std::tuple(!one.due_at, one.due_at, one.key) <
           std::tuple(!other.due_at, other.due_at, other.key);
  });
  Json list = Json::array();
  for (const Obligation& it : all) {
    Json json{{"key", it.key},
              {"kind", it.kind},
              {"rule", or_null(it.rule)},
              {"authorization", or_null(it.authorization)},
              {"opens_at", text_or_null(it.opens_at)},
              {"due_at", text_or_null(it.due_at)},
              {"status", it.status}};
    if (it.action) json["action"] = text_or_null(*it.action);
    if (it.whom) json["whom"] = text_or_null(*it.whom);
    if (it.if_late) json["if_late"] = text_or_null(*it.if_late);
    if (it.evidence) json["evidence"] = evidence_json(*it.evidence);
    if (it.assignee) json["assignee"] = *it.assignee;
    if (it.snoozed_until) json["snoozed_until"] = to_text(*it.snoozed_until);
    if (it.waived_because) json["waived"] = *it.waived_because;
    list.push_back(json);
  }
  return list;
}

Json weeks_json(const History& history) {
  Json weeks = Json::array();
  for (const ThinWeek& week : thin_weeks(history))
    weeks.push_back({{"week_of", to_text(week.week_of)},
                     {"service", week.service},
                     {"minutes", week.minutes},
                     {"minimum", week.minimum}});
  return weeks;
}

Json findings_json(const History& history, const Ledger& ledger) {
  Json all = Json::array();
  for (const Finding& it : findings(history, ledger))
    all.push_back({{"kind", it.kind},
                   {"from", to_text(it.from)},
                   {"to", text_or_null(it.to)},
                   {"service", text_or_null(it.service)},
                   {"subject", text_or_null(it.subject)},
                   {"actual", or_null(it.actual)},
                   {"limit", or_null(it.limit)},
                   {"open", it.open}});
  return all;
}

Json unknowns_json(const History& history) {
  Json all = Json::array();
  for (const Unknown& it : unknowns(history))
    all.push_back({{"about", word(it.about)},
                   {"note", text_or_null(it.note)},
                   {"policy", it.document->payer + "/" + it.document->version}});
  return all;
}

Json next_request_json(const NextRequest& next) {
  return {{"from", text_or_null(next.from)},
          {"unit", next.unit ? Json(word(*next.unit)) : Json()},
          {"needed", or_null(next.needed)},
          {"amount", or_null(next.amount)}};
}

Json attendance_json(const Attendance& attendance) {
  return {{"offered", attendance.offered},
          {"attended", attendance.attended},
          {"low", or_null(attendance.low)},
          {"high", or_null(attendance.high)}};
}

}  // namespace

Json standing(const json::Scenario& scenario) {
  const History history(scenario);
  const Ledgers ledgers(history);
  const Ledger& ledger = ledgers.exact;
  const Forecast ahead = forecast(ledger);
  return {
      {"as_of", to_text(history.as_of)},
      {"episode", history.admission ? Json(history.admission->episode) : Json()},
      {"remaining", remaining_json(history, ledger)},
      {"covered_through", text_or_null(ahead.covered_through)},
      {"first_uncovered_day", text_or_null(ahead.first_uncovered_day)},
      {"authorizations", authorizations_json(history, ledgers)},
      {"sessions", sessions_json(history, ledger)},
      {"uncovered", uncovered_json(history, ledger)},
      {"unrecorded", unrecorded_json(history)},
      {"under_intensity_weeks", weeks_json(history)},
      {"obligations", obligations_json(history, ledger)},
      {"findings", findings_json(history, ledger)},
      {"unknowns", unknowns_json(history)},
      {"next_request", next_request_json(next_request(history, ledger, ahead.first_uncovered_day))},
      {"attendance", attendance_json(ledgers.rates)}};
}

}  // namespace authledger::oracle
