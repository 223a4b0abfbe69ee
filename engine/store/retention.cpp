#include "engine/store/retention.hpp"

#include <algorithm>

#include "engine/json/fields.hpp"
#include "engine/store/holds.hpp"
#include "engine/store/registry.hpp"

namespace authledger::store {
namespace {

constexpr KeptAfter all_kept_after[] = {KeptAfter::discharge, KeptAfter::last_event};
constexpr int most_years = 200;

RetentionRule read_rule(JsonNode node, const json::Place& place, Problems& problems) {
  json::Fields fields(node, place, problems);
  RetentionRule rule;
  rule.years = fields.integer("years", 0, most_years);
  rule.after = fields.one_of("after", all_kept_after);
  rule.source = fields.text("source");
  if (const auto minors = fields.take("minors")) {
    const json::Place here = fields.place_of("minors");
    json::Fields inner(*minors, here, problems);
    rule.minors =
        RuleOfMinors{inner.integer("majority_at", 1, 30), inner.integer("years", 0, most_years)};
    inner.finish();
  }
  fields.finish();
  return rule;
}

// What an episode's own row and its log say. The row may wait to be restated; then it is not asked.
struct EpisodeFacts {
  std::string facility;
  bool is_waiting = false;
  std::optional<Date> discharged;
  Instant last_event;
  std::int64_t pending = 0;  // obligations
};

EpisodeFacts facts_of(sql::Connection& connection, const std::string& episode) {
  EpisodeFacts facts;
  connection.run(
      "SELECT facility, restated_seq < last_seq, discharged,"
      " (SELECT max(recorded_at) FROM event WHERE event.episode = id),"
      " (SELECT count(*) FROM obligation WHERE obligation.episode = id"
      "   AND status IN ('upcoming', 'open', 'overdue')) FROM episode WHERE id = $1",
      {episode}, [&](const sql::Row& row) {
        facts = {std::string(row.text(0)), row.integer(1) != 0,
                 row.is_null(2) ? std::nullopt : parse_date(row.text(2)),
                 Instant::from_microseconds(row.integer(3)), row.integer(4)};
      });
  return facts;
}

class Judge {
 public:
  Judge(sql::Connection& connection, const RetentionRules& rules, PurgeSubject subject,
        Instant as_of)
      : connection_(connection), rules_(rules), as_of_(as_of) {
    result_.subject = std::move(subject);
    if (result_.subject.member)
      if (const auto member = find_member(connection, *result_.subject.member, registered_last))
        birth_date_ = member->birth_date;
  }

  Retention judge() {
    for (const std::string& episode : result_.subject.episodes) judge_episode(episode);
    if (result_.subject.member) judge_entries(*result_.subject.member);
    if (is_unknown_)
      result_.due_on.reset();
    else if (result_.due_on && *result_.due_on > today_)
      say("is kept until " + to_text(*result_.due_on));
    for (const LegalHold& hold :
         holds_on(connection_, result_.subject.member, result_.subject.episodes))
      say("legal hold " + hold.id + " of " + to_text(hold.placed_at));
    return std::move(result_);
  }

 private:
  void say(std::string why) { result_.why_not.push_back(std::move(why)); }
  void say_unknown(std::string why) {
    is_unknown_ = true;
    say(std::move(why));
  }

  void judge_episode(const std::string& episode) {
    const EpisodeFacts facts = facts_of(connection_, episode);
    const std::string prefix = "episode " + episode + ": ";
    if (facts.is_waiting) return say_unknown(prefix + "waits to be restated");
    if (!facts.discharged) say_unknown(prefix + "is not discharged");
    if (facts.pending > 0) say(prefix + std::to_string(facts.pending) + " obligations are pending");
    const auto facility = find_facility(connection_, facts.facility, registered_last);
    if (!facility) return say_unknown(prefix + "its facility is not in the register");
    today_ = std::max(today_, facility->zone.day_of(as_of_));
    const auto local = rules_.facilities.find(facts.facility);
    const RetentionRule* const own = local == rules_.facilities.end() ? nullptr : &local->second;
    const RetentionRule* const common = rules_.organization ? &*rules_.organization : nullptr;
    if (!own && !common) return say_unknown(prefix + "no rule says how long it is kept");
    for (const RetentionRule* rule : {own, common})
      if (rule) apply(*rule, facts.discharged, facility->zone.day_of(facts.last_event), prefix);
  }

  void apply(const RetentionRule& rule, std::optional<Date> discharged, Date last_event,
             const std::string& prefix) {
    const auto from = rule.after == KeptAfter::discharge ? discharged : std::optional(last_event);
    if (!from) return;  // was said
    keep_until(plus_months(*from, 12 * rule.years));
    if (!rule.minors) return;
    if (!birth_date_)
      return say_unknown(prefix + "the register has no birth date, and the rule asks for it");
    // Who was of age when the clock began is no minor any more.
    if (age_on(*birth_date_, *from) < rule.minors->majority_at)
      keep_until(plus_months(*birth_date_, 12 * (rule.minors->majority_at + rule.minors->years)));
  }

  // Entries and documents that came after all episodes, or without any: by the organization's rule,
  // from the last of them; by the zone of no facility, so a day later.
  void judge_entries(const std::string& member) {
    std::int64_t last = 0;
    connection_.run(
        "SELECT max(ifnull((SELECT max(recorded_at) FROM member WHERE id = $1), 0),"
        " ifnull((SELECT max(received_at) FROM document WHERE member = $1), 0))",
        {member}, [&](const sql::Row& row) { last = row.integer(0); });
    const Zone utc = *Zone::find("Etc/UTC");
    if (result_.subject.episodes.empty()) {
      today_ = utc.day_of(as_of_);
      if (!rules_.organization) return say_unknown("no rule says how long the entry is kept");
    }
    if (!rules_.organization) return;
    const Date day = utc.day_of(Instant::from_microseconds(last)) + 1;
    if (rules_.organization->after == KeptAfter::last_event || result_.subject.episodes.empty())
      apply(*rules_.organization, day, day, "");
  }

  void keep_until(Date date) { result_.due_on = std::max(result_.due_on.value_or(date), date); }

  sql::Connection& connection_;
  const RetentionRules& rules_;
  Instant as_of_;
  std::optional<Date> birth_date_;
  Date today_ = Date::from_days(0);
  bool is_unknown_ = false;
  Retention result_;
};

std::vector<std::string> texts_of(sql::Connection& connection, const char* statement,
                                  const std::vector<sql::Value>& values) {
  std::vector<std::string> texts;
  connection.run(statement, values, [&](const sql::Row& row) { texts.emplace_back(row.text(0)); });
  return texts;
}

}  // namespace

std::string_view word(KeptAfter after) {
  return after == KeptAfter::discharge ? "discharge" : "last_event";
}

Result<RetentionRules> read_retention_rules(std::string_view text) {
  JsonReader reader;
  const auto tree = reader.read(text, file_limits);
  if (!tree) return tree.error();
  Problems problems;
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  RetentionRules rules;
  if (const auto node = fields.take("organization"))
    rules.organization = read_rule(*node, fields.place_of("organization"), problems);
  if (const auto node = fields.take("facilities")) {
    const json::Place place = fields.place_of("facilities");
    if (!node->is(JsonKind::object))
      fields.refuse(ProblemCode::wrong_type, "facilities", "facilities must be an object");
    else
      for (const JsonNode facility : node->children())
        rules.facilities.emplace(facility.key(),
                                 read_rule(facility, json::Place(place, facility.key()), problems));
  }
  fields.finish();
  if (!problems.empty()) return problems;
  return rules;
}

std::optional<PurgeSubject> subject_of_member(sql::Connection& connection,
                                              const std::string& member) {
  const bool is_known = !texts_of(connection,
                                  "SELECT id FROM member WHERE id = $1"
                                  " UNION SELECT member FROM document WHERE member = $1",
                                  {member})
                             .empty();
  PurgeSubject subject{
      member,
      texts_of(connection, "SELECT id FROM episode WHERE member = $1 ORDER BY id", {member})};
  if (!is_known && subject.episodes.empty()) return std::nullopt;
  return subject;
}

std::optional<PurgeSubject> subject_of_episode(sql::Connection& connection,
                                               const std::string& episode) {
  PurgeSubject subject{
      std::nullopt,
      texts_of(connection, "SELECT id FROM episode WHERE id = $1 AND member IS NULL", {episode})};
  if (subject.episodes.empty()) return std::nullopt;
  return subject;
}

Retention retention_of(sql::Connection& connection, const RetentionRules& rules,
                       PurgeSubject subject, Instant as_of) {
  return Judge(connection, rules, std::move(subject), as_of).judge();
}

std::vector<Retention> all_retention(sql::Connection& connection, const RetentionRules& rules,
                                     Instant as_of) {
  std::vector<Retention> all;
  for (const std::string& member :
       texts_of(connection,
                "SELECT id FROM member UNION SELECT member FROM document"
                " UNION SELECT member FROM episode WHERE member IS NOT NULL ORDER BY 1",
                {}))
    all.push_back(retention_of(connection, rules, *subject_of_member(connection, member), as_of));
  for (const std::string& episode :
       texts_of(connection, "SELECT id FROM episode WHERE member IS NULL ORDER BY id", {}))
    all.push_back(retention_of(connection, rules, {std::nullopt, {episode}}, as_of));
  return all;
}

}  // namespace authledger::store
