#include "engine/compare/comparison.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/base/result.hpp"

namespace authledger::compare {
namespace {

template <class T>
Value value(const std::optional<T>& it) {
  if (!it) return {};
  if constexpr (std::integral<T>)
    return static_cast<std::int64_t>(*it);
  else
    return *it;
}
Value value(std::int64_t number) {
  return number;
}
Value value(std::string_view text) {
  return text.empty() ? Value() : Value(std::string(text));
}

std::string flags_of(const SessionStanding& session) {
  std::string text;
  for (int flag = 0; flag < session_flag_count; ++flag)
    if (session.has(static_cast<SessionFlag>(flag)))
      text += (text.empty() ? "" : " ") + std::string(word(static_cast<SessionFlag>(flag)));
  return text;
}

std::string payers_of(const SessionStanding& session) {
  std::string text;
  for (const Allocation& paid : session.allocations)
    text += (text.empty() ? "" : ", ") + std::to_string(paid.units) + " by " + paid.authorization +
            (paid.line.value_or(0) > 0 ? " line " + std::to_string(*paid.line) : "");
  return text;
}

Section section_of(ObligationKind kind) {
  switch (kind) {
    case ObligationKind::review:
      return Section::review;
    case ObligationKind::notice:
      return Section::notice;
    case ObligationKind::duty:
      return Section::duty;
    case ObligationKind::decision:
      return Section::decision;
    case ObligationKind::request:
      return Section::request;
  }
  fail("an obligation kind without a section");
}

// Visits what has the same key on both sides, and what only one side has.
template <class T, class Key, class Visit>
void for_each_pair(const std::vector<T>& before, const std::vector<T>& after, Key key,
                   Visit visit) {
  using Name = decltype(key(before.front()));
  std::map<Name, std::pair<const T*, const T*>> pairs;
  for (const T& it : before) {
    auto& pair = pairs[key(it)];
    if (!pair.first) pair.first = &it;
  }
  for (const T& it : after) {
    auto& pair = pairs[key(it)];
    if (!pair.second) pair.second = &it;
  }
  for (const auto& [name, pair] : pairs) visit(pair.first, pair.second);
}

class Comparing {
 public:
  Comparing(const Standing& before, const Standing& after) : before_(before), after_(after) {}

  Comparison run() {
    coverage();
    authorizations();
    sessions();
    uncovered();
    weeks();
    obligations();
    findings();
    unknowns();
    std::stable_sort(result_.changes.begin(), result_.changes.end(),
                     [](const Change& one, const Change& other) {
                       return std::tie(one.section, one.what) < std::tie(other.section, other.what);
                     });
    return std::move(result_);
  }

 private:
  // Tells whether the field changed.
  bool field(Section section, const std::string& what, std::string_view name, Value before,
             Value after) {
    if (before == after) return false;
    result_.changes.push_back(
        {section, what, std::string(name), std::move(before), std::move(after)});
    return true;
  }

  // What only one side has, as a whole.
  void comes_or_goes(Section section, const std::string& what, bool comes,
                     const std::string& text) {
    Change change{section, what, "", {}, {}};
    (comes ? change.after : change.before) = text;
    result_.changes.push_back(std::move(change));
  }

  void coverage() {
    for (std::size_t unit = 0; unit < before_.remaining.size(); ++unit)
      field(Section::coverage, "remaining", word(static_cast<Unit>(unit)),
            value(before_.remaining[unit]), value(after_.remaining[unit]));
    const auto dated = [&](const char* name, const std::optional<Date>& from,
                           const std::optional<Date>& to) {
      return field(Section::coverage, name, "date", value(from), value(to));
    };
    dated("covered_through", before_.covered_through, after_.covered_through);
    const auto &from_day = before_.first_uncovered_day, &to_day = after_.first_uncovered_day;
    if (dated("first_uncovered_day", from_day, to_day)) {
      const bool earlier = to_day && (!from_day || *to_day < *from_day);
      ++(earlier ? result_.tally.uncovered_earlier : result_.tally.uncovered_later);
    }
    field(Section::coverage, "unrecorded", "days",
          value(static_cast<std::int64_t>(before_.unrecorded.size())),
          value(static_cast<std::int64_t>(after_.unrecorded.size())));
    const NextRequest &from = before_.next_request, &to = after_.next_request;
    field(Section::coverage, "next_request", "needed", value(from.needed), value(to.needed));
    field(Section::coverage, "next_request", "amount", value(from.amount), value(to.amount));
  }

  void authorizations() {
    for_each_pair(
        before_.authorizations, after_.authorizations,
        [](const auto& it) { return std::string_view(it.id); },
        [&](const AuthorizationStanding* from, const AuthorizationStanding* to) {
          if (!from || !to) {
            const auto& it = from ? *from : *to;
            return comes_or_goes(Section::authorization, it.id, to != nullptr,
                                 std::string(word(it.state)));
          }
          const auto changed = [&](std::string_view name, Value one, Value other) {
            field(Section::authorization, from->id, name, std::move(one), std::move(other));
          };
          changed("decision", value(word(from->state)), value(word(to->state)));
          changed("start", value(from->start), value(to->start));
          changed("end", value(from->end), value(to->end));
          changed("last_covered_day", value(from->last_covered_day), value(to->last_covered_day));
          changed("valid_until_at_least", value(from->valid_until_at_least),
                  value(to->valid_until_at_least));
          changed("not_revocable_until", value(from->not_revocable_until),
                  value(to->not_revocable_until));
          changed("urgent_extension_by", value(from->urgent_extension_by),
                  value(to->urgent_extension_by));
          lines(*from, *to);
        });
  }

  void lines(const AuthorizationStanding& from, const AuthorizationStanding& to) {
    const std::size_t both = std::min(from.lines.size(), to.lines.size());
    for (std::size_t i = 0; i < both; ++i) {
      const LineStanding &one = from.lines[i], &other = to.lines[i];
      const bool is_only = from.lines.size() == 1 && to.lines.size() == 1;
      const std::string what = is_only ? from.id : from.id + " line " + std::to_string(i);
      const auto changed = [&](std::string_view name, Value before, Value after) {
        field(Section::authorization, what, name, std::move(before), std::move(after));
      };
      changed("unit", value(word(one.unit)), value(word(other.unit)));
      changed("units", value(one.units), value(other.units));
      changed("used", value(one.used), value(other.used));
      changed("remaining", value(one.remaining), value(other.remaining));
      changed("exhausts_on", value(one.exhausts_on), value(other.exhausts_on));
      changed("unused_at_end", value(one.unused_at_end), value(other.unused_at_end));
    }
    for (std::size_t i = both; i < std::max(from.lines.size(), to.lines.size()); ++i)
      comes_or_goes(Section::authorization, from.id + " line " + std::to_string(i),
                    to.lines.size() > both, "line");
  }

  void sessions() {
    for_each_pair(
        before_.sessions, after_.sessions,
        [](const auto& it) { return std::string_view(it.session); },
        [&](const SessionStanding* from, const SessionStanding* to) {
          Tally& tally = result_.tally;
          if (!from || !to) {
            ++tally.sessions_changed;
            const auto& it = from ? *from : *to;
            (to ? tally.cover_gained : tally.cover_lost) += it.covered;
            return comes_or_goes(Section::session, session_word(it), to != nullptr,
                                 std::string(word(it.outcome)) + ", " + std::to_string(it.charged) +
                                     " charged, " + std::to_string(it.covered) + " covered");
          }
          const std::string what = session_word(*to);
          const auto changed = [&](std::string_view name, Value one, Value other) {
            return field(Section::session, what, name, std::move(one), std::move(other));
          };
          bool any = changed("outcome", value(word(from->outcome)), value(word(to->outcome)));
          any |= changed("minutes", value(from->minutes), value(to->minutes));
          any |= changed("charged", value(from->charged), value(to->charged));
          any |= changed("covered", value(from->covered), value(to->covered));
          any |= changed("paid_by", value(payers_of(*from)), value(payers_of(*to)));
          any |= changed("flags", value(flags_of(*from)), value(flags_of(*to)));
          any |= changed("tier", value(from->tier), value(to->tier));
          any |= changed("file_by", value(from->file_by), value(to->file_by));
          tally.sessions_changed += any ? 1 : 0;
          const bool full_on_both = from->covered > 0 && to->covered > 0 &&
                                    from->covered == from->charged && to->covered == to->charged;
          if (full_on_both) return;
          tally.cover_lost += std::max(0, from->covered - to->covered);
          tally.cover_gained += std::max(0, to->covered - from->covered);
        });
  }

  static std::string session_word(const SessionStanding& session) {
    return session.session + " (" + to_text(session.date) + ")";
  }

  void uncovered() {
    for_each_pair(
        before_.uncovered, after_.uncovered,
        [](const auto& it) { return std::tuple(it.date, std::string_view(it.service), it.reason); },
        [&](const UncoveredUnits* from, const UncoveredUnits* to) {
          const auto& it = from ? *from : *to;
          const std::string what =
              to_text(it.date) + " " + it.service + " " + std::string(word(it.reason));
          field(Section::uncovered, what, "units", from ? value(from->units) : Value(),
                to ? value(to->units) : Value());
          if (!from || !to) return;
          field(Section::uncovered, what, "retro", value(word(from->retro.status)),
                value(word(to->retro.status)));
          field(Section::uncovered, what, "retro_until", value(from->retro.until),
                value(to->retro.until));
        });
  }

  void weeks() {
    for_each_pair(
        before_.under_intensity_weeks, after_.under_intensity_weeks,
        [](const auto& it) { return std::tuple(it.week_of, std::string_view(it.service)); },
        [&](const UnderIntensityWeek* from, const UnderIntensityWeek* to) {
          const auto& it = from ? *from : *to;
          const std::string what = "week of " + to_text(it.week_of) + " " + it.service;
          const auto text = [](const UnderIntensityWeek& week) {
            return std::to_string(week.minutes) + " of " + std::to_string(week.minimum) +
                   " minutes";
          };
          field(Section::intensity, what, "minutes", from ? Value(text(*from)) : Value(),
                to ? Value(text(*to)) : Value());
        });
  }

  void obligations() {
    for_each_pair(
        before_.obligations, after_.obligations,
        [](const auto& it) { return std::string_view(it.key); },
        [&](const Obligation* from, const Obligation* to) {
          Tally& tally = result_.tally;
          const Obligation& it = to ? *to : *from;
          const Section section = section_of(it.kind);
          if (!from || !to) ++(to ? tally.obligations_added : tally.obligations_removed);
          const auto changed = [&](std::string_view name, auto get) {
            return field(section, it.key, name, from ? get(*from) : Value(),
                         to ? get(*to) : Value());
          };
          const bool moved = changed("due_at", [](auto& at) { return value(at.due_at); });
          const bool turned = changed("status", [](auto& at) { return value(word(at.status)); });
          changed("rule", [](auto& at) { return value(at.rule); });
          if (!from || !to) return;
          changed("opens_at", [](auto& at) { return value(at.opens_at); });
          changed("whom", [](auto& at) { return value(std::string_view(at.whom)); });
          changed("action", [](auto& at) { return at.action ? value(word(*at.action)) : Value(); });
          changed("if_late", [](auto& at) { return value(word(at.if_late)); });
          tally.obligations_moved += moved ? 1 : 0;
          tally.obligations_turned += turned ? 1 : 0;
        });
  }

  void findings() {
    for_each_pair(
        before_.findings, after_.findings,
        [](const auto& it) {
          return std::tuple(it.from, it.kind, std::string_view(it.subject),
                            std::string_view(it.service));
        },
        [&](const Finding* from, const Finding* to) {
          const Finding& it = from ? *from : *to;
          std::string what = to_text(it.from) + " " + std::string(word(it.kind));
          if (!it.subject.empty()) what += " " + it.subject;
          if (!it.service.empty()) what += " " + it.service;
          if (!from || !to) {
            ++(to ? result_.tally.findings_added : result_.tally.findings_removed);
            std::string text = it.actual ? std::to_string(*it.actual) : "found";
            if (it.limit) text += ", limit " + std::to_string(*it.limit);
            return comes_or_goes(Section::finding, what, to != nullptr, text);
          }
          field(Section::finding, what, "to", value(from->to), value(to->to));
          field(Section::finding, what, "actual", value(from->actual), value(to->actual));
          field(Section::finding, what, "limit", value(from->limit), value(to->limit));
          field(Section::finding, what, "open", value(from->open ? "yes" : "no"),
                value(to->open ? "yes" : "no"));
        });
  }

  // By payer and topic: that a document has a new version is no change.
  void unknowns() {
    const auto payer_of = [](const UnknownStanding& it) {
      return it.because.policy ? std::string_view(it.because.policy->payer) : std::string_view();
    };
    for_each_pair(
        before_.unknowns, after_.unknowns,
        [&](const auto& it) { return std::tuple(payer_of(it), it.about); },
        [&](const UnknownStanding* from, const UnknownStanding* to) {
          if (from && to) return;
          const UnknownStanding& it = from ? *from : *to;
          comes_or_goes(Section::unknown,
                        std::string(payer_of(it)) + " " + std::string(word(it.about)),
                        to != nullptr, it.note.empty() ? "unknown" : it.note);
        });
  }

  const Standing& before_;
  const Standing& after_;
  Comparison result_;
};

}  // namespace

std::string_view word(Section section) {
  switch (section) {
    case Section::coverage:
      return "coverage";
    case Section::authorization:
      return "authorization";
    case Section::session:
      return "session";
    case Section::uncovered:
      return "uncovered";
    case Section::intensity:
      return "intensity";
    case Section::review:
      return "review";
    case Section::notice:
      return "notice";
    case Section::duty:
      return "duty";
    case Section::decision:
      return "decision";
    case Section::request:
      return "request";
    case Section::finding:
      return "finding";
    case Section::unknown:
      return "unknown";
  }
  fail("a section without a word");
}

Tally& Tally::operator+=(const Tally& other) {
  cover_lost += other.cover_lost;
  cover_gained += other.cover_gained;
  sessions_changed += other.sessions_changed;
  obligations_added += other.obligations_added;
  obligations_removed += other.obligations_removed;
  obligations_moved += other.obligations_moved;
  obligations_turned += other.obligations_turned;
  findings_added += other.findings_added;
  findings_removed += other.findings_removed;
  uncovered_earlier += other.uncovered_earlier;
  uncovered_later += other.uncovered_later;
  return *this;
}

Comparison compare(const Standing& before, const Standing& after) {
  return Comparing(before, after).run();
}

}  // namespace authledger::compare
