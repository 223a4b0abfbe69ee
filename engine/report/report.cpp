#include "engine/report/report.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace authledger::report {
namespace {

using Texts = std::vector<std::string>;

Date month_of(Date date) {
  return date - (civil(date).day - 1);
}

Cell text_or_none(const std::string& text) {
  return text.empty() ? Cell() : Cell(text);
}

Cell percent(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return {};
  return (part * 100 + whole / 2) / whole;
}

// What all that count by payer and month share: sums in the order of the columns behind the keys.
template <std::size_t size>
class ByMonth : public Report {
 public:
  explicit ByMonth(const Asked& asked) : asked_(asked) {}

 protected:
  using Sums = std::array<std::int64_t, size>;
  using Key = std::tuple<std::string, Date, std::string>;  // payer, month, unit where there is one

  // Null: it was not asked for.
  Sums* at(const std::string& payer, Date date, const std::string& unit) {
    if (date < asked_.from || date > asked_.to) return nullptr;
    if (asked_.payer && payer != *asked_.payer) return nullptr;
    return &sums_[{payer, month_of(date), unit}];
  }

  Asked asked_;
  std::map<Key, Sums> sums_;
};

template <std::size_t size>
std::vector<Cell> row_of(const std::string& payer, Date month,
                         const std::array<std::int64_t, size>& sums) {
  std::vector<Cell> row{text_or_none(payer), month};
  row.insert(row.end(), sums.begin(), sums.end());
  return row;
}

class Utilization : public ByMonth<5> {
 public:
  using ByMonth::ByMonth;

  void take(const Row& row) override {
    std::set<Sums*> counted;
    for (const LineFigures& line : row.figures.lines) {
      if (!line.start || !line.units) continue;
      Sums* sums = at(line.payer, *line.start, line.unit);
      if (!sums) continue;
      const bool has_ended = line.end && *line.end < row.figures.today;
      const std::int64_t left = line.remaining.value_or(0);
      auto& [approved, used, remaining, lapsed, episodes] = *sums;
      approved += *line.units;
      used += line.used;
      (has_ended ? lapsed : remaining) += left;
      episodes += counted.insert(sums).second ? 1 : 0;
    }
  }

  Table finish() override {
    Table table{{{"payer", "Payer", "text"},
                 {"month", "Month", "month"},
                 {"unit", "Unit", "text"},
                 {"approved", "Approved", "number"},
                 {"used", "Used", "number"},
                 {"remaining", "Remaining", "number"},
                 {"lapsed", "Lapsed", "number"},
                 {"percent", "Used of approved", "percent"},
                 {"episodes", "Episodes", "number"}},
                {},
                {"Units of an authorization count in the month in which it starts, whenever they "
                 "are used.",
                 "Remaining: of authorizations that have not ended. Lapsed: left over when they "
                 "did.",
                 "Authorizations without a limit or without a first day are left out."}};
    for (const auto& [key, sums] : sums_) {
      const auto& [approved, used, remaining, lapsed, episodes] = sums;
      table.rows.push_back({text_or_none(std::get<0>(key)), std::get<1>(key), std::get<2>(key),
                            approved, used, remaining, lapsed, percent(used, approved), episodes});
    }
    return table;
  }
};

class Denials : public ByMonth<6> {
 public:
  using ByMonth::ByMonth;

  void take(const Row& row) override {
    constexpr std::array<std::string_view, 4> decisions{"approved", "partial", "denied", "pended"};
    for (const DecisionFigures& it : row.figures.decisions) {
      Sums* sums = at(it.payer, it.date, "");
      const auto word = std::find(decisions.begin(), decisions.end(), it.decision);
      if (sums && word != decisions.end())
        ++(*sums)[static_cast<std::size_t>(word - decisions.begin())];
    }
    for (const SessionFigures& it : row.figures.sessions) {
      if (it.uncovered_sessions == 0) continue;
      if (Sums* sums = at(it.payer, it.month, "")) {
        (*sums)[4] += it.uncovered_units;
        (*sums)[5] += it.uncovered_sessions;
      }
    }
  }

  Table finish() override {
    Table table{{{"payer", "Payer", "text"},
                 {"month", "Month", "month"},
                 {"approved", "Approved", "number"},
                 {"partial", "Approved in part", "number"},
                 {"denied", "Denied", "number"},
                 {"pended", "Pended", "number"},
                 {"uncovered_units", "Units uncovered", "number"},
                 {"sessions", "Sessions uncovered", "number"}},
                {},
                {"Each decision counts in the month in which it was made, also one that another "
                 "came after.",
                 "Uncovered units are of sessions in the month, in whatever unit the payer "
                 "counts them."}};
    for (const auto& [key, sums] : sums_)
      table.rows.push_back(row_of(std::get<0>(key), std::get<1>(key), sums));
    return table;
  }
};

class Requests : public ByMonth<9> {
 public:
  using ByMonth::ByMonth;

  void take(const Row& row) override {
    constexpr std::array<std::string_view, 4> decisions{"approved", "partial", "denied", "pended"};
    for (const RequestFigures& it : row.figures.requests) {
      Sums* sums = at(it.payer, it.date, "");
      if (!sums) continue;
      ++(*sums)[0];
      (*sums)[1] += it.is_expedited ? 1 : 0;
      const auto word = std::find(decisions.begin(), decisions.end(), it.decision.value_or(""));
      ++(*sums)[2 + static_cast<std::size_t>(word - decisions.begin())];  // the last: awaited
      (*sums)[7] += it.approved;
      if (it.days) days_[sums].push_back(*it.days);
    }
  }

  Table finish() override {
    Table table{{{"payer", "Payer", "text"},
                 {"month", "Month", "month"},
                 {"requests", "Requests", "number"},
                 {"expedited", "Expedited", "number"},
                 {"approved", "Approved", "number"},
                 {"partial", "Approved in part", "number"},
                 {"denied", "Denied", "number"},
                 {"pended", "Pended", "number"},
                 {"awaited", "Awaited", "number"},
                 {"approved_units", "Units approved", "number"},
                 {"days", "Days to a decision (median)", "number"}},
                {},
                {"A request counts in the month in which it was sent, with the last decision "
                 "under its id.",
                 "No event says how many units were requested, so requested units are not "
                 "shown."}};
    for (auto& [key, sums] : sums_) {
      auto row = row_of(std::get<0>(key), std::get<1>(key), sums);
      row.back() = median(days_[&sums]);
      table.rows.push_back(std::move(row));
    }
    return table;
  }

 private:
  static Cell median(std::vector<std::int64_t>& days) {
    if (days.empty()) return {};
    const auto middle = days.begin() + static_cast<std::ptrdiff_t>(days.size() / 2);
    std::nth_element(days.begin(), middle, days.end());
    return *middle;
  }

  std::map<Sums*, std::vector<std::int64_t>> days_;
};

bool is_pending(const std::string& status) {
  return status == "upcoming" || status == "open" || status == "overdue";
}

class Reviews : public ByMonth<5> {
 public:
  using ByMonth::ByMonth;

  void take(const Row& row) override {
    for (const DueFigures& it : row.figures.due) {
      if (it.kind != "review") continue;
      Sums* sums = at(it.payer, it.date, "");
      if (!sums) continue;
      auto& [due, on_time, late, open, not_needed] = *sums;
      ++due;
      if (it.status == "met" || it.status == "extended")
        ++on_time;
      else if (it.status == "met_late" || (is_pending(it.status) && it.due_at < asked_.as_of))
        ++late;
      else if (is_pending(it.status))
        ++open;
      else
        ++not_needed;
    }
  }

  Table finish() override {
    Table table{
        {{"payer", "Payer", "text"},
         {"month", "Month", "month"},
         {"due", "Due", "number"},
         {"on_time", "On time", "number"},
         {"late", "Late", "number"},
         {"open", "Open", "number"},
         {"not_needed", "Not needed", "number"}},
        {},
        {"A review counts in the month in which it is due. Late: sent after that, or not sent "
         "although it has passed.",
         "On time: sent by then, or the payer extended what it was for. Not needed: also what "
         "was waived."}};
    for (const auto& [key, sums] : sums_)
      table.rows.push_back(row_of(std::get<0>(key), std::get<1>(key), sums));
    return table;
  }
};

class MissedSessions : public ByMonth<8> {
 public:
  using ByMonth::ByMonth;

  void take(const Row& row) override {
    for (const SessionFigures& it : row.figures.sessions) {
      Sums* sums = at(it.payer, it.month, "");
      if (!sums) continue;
      const std::int64_t planned = it.attended + it.missed + it.excused;
      (*sums)[0] += planned;
      (*sums)[1] += it.missed;
      (*sums)[2] += it.excused;
      (*sums)[3] += it.cancelled_by_facility;
    }
    for (const DueFigures& it : row.figures.due) {
      if (it.kind != "notice") continue;
      Sums* sums = at(it.payer, it.date, "");
      if (!sums) continue;
      if (it.status == "met") ++(*sums)[5];
      if (it.status == "met_late") ++(*sums)[6];
      if (is_pending(it.status)) ++(*sums)[7];
    }
  }

  Table finish() override {
    Table table{{{"payer", "Payer", "text"},
                 {"month", "Month", "month"},
                 {"sessions", "Sessions", "number"},
                 {"missed", "Missed", "number"},
                 {"excused", "Excused", "number"},
                 {"cancelled_by_facility", "Cancelled by us", "number"},
                 {"percent", "Missed or excused", "percent"},
                 {"told_in_time", "Told in time", "number"},
                 {"told_late", "Told late", "number"},
                 {"owed", "Still to be told", "number"}},
                {},
                {"Sessions: attended, missed and excused ones; what the program cancelled is not "
                 "among them.",
                 "A notice counts in the month in which it is due."}};
    for (const auto& [key, sums] : sums_) {
      auto row = row_of(std::get<0>(key), std::get<1>(key), sums);
      row[6] = percent(sums[1] + sums[2], sums[0]);
      table.rows.push_back(std::move(row));
    }
    return table;
  }
};

class Runway : public Report {
 public:
  explicit Runway(const Asked& asked) : asked_(asked) {}

  void take(const Row& row) override {
    for (const LineFigures& line : row.figures.lines) {
      const Date today = row.figures.today;
      if (line.end && *line.end < today) continue;
      if (asked_.payer && line.payer != *asked_.payer) continue;
      const Date matters = line.last_covered_day.value_or(line.end.value_or(today));
      if (matters < asked_.from || matters > asked_.to) continue;
      const auto maybe = [](const auto& it) { return it ? Cell(*it) : Cell(); };
      const Cell days = line.last_covered_day
                            ? Cell(std::int64_t{std::max(0, *line.last_covered_day - today)})
                            : Cell();
      found_.push_back({matters,
                        {row.episode, maybe(row.member), maybe(row.member_name), row.facility,
                         text_or_none(line.payer), line.authorization, maybe(line.number),
                         line.unit, maybe(line.remaining), line.sessions_ahead, days,
                         maybe(line.last_covered_day), maybe(line.end)}});
    }
  }

  Table finish() override {
    std::stable_sort(found_.begin(), found_.end(),
                     [](const auto& one, const auto& other) { return one.first < other.first; });
    Table table{{{"episode", "Episode", "text"},
                 {"member", "Member id", "text"},
                 {"member_name", "Member", "text"},
                 {"facility", "Facility", "text"},
                 {"payer", "Payer", "text"},
                 {"authorization", "Authorization", "text"},
                 {"number", "Number", "text"},
                 {"unit", "Unit", "text"},
                 {"remaining", "Units left", "number"},
                 {"sessions", "Sessions left", "number"},
                 {"days", "Days left", "number"},
                 {"last_covered_day", "Last covered day", "date"},
                 {"end", "Ends", "date"}},
                {},
                {"A row for each line of an authorization that has not ended; what ends first "
                 "comes first.",
                 "Sessions left: planned ones up to the last covered day, at the pace of the "
                 "schedule."}};
    for (auto& [date, row] : found_) table.rows.push_back(std::move(row));
    return table;
  }

 private:
  Asked asked_;
  std::vector<std::pair<Date, std::vector<Cell>>> found_;
};

}  // namespace

const std::vector<std::string_view>& report_names() {
  static const std::vector<std::string_view> names{"utilization", "denials",         "requests",
                                                   "reviews",     "missed-sessions", "runway", "authorizations"};
  return names;
}

std::unique_ptr<Report> make_report(std::string_view name, const Asked& asked) {
  if (name == "utilization") return std::make_unique<Utilization>(asked);
  if (name == "denials") return std::make_unique<Denials>(asked);
  if (name == "requests") return std::make_unique<Requests>(asked);
  if (name == "reviews") return std::make_unique<Reviews>(asked);
  if (name == "missed-sessions") return std::make_unique<MissedSessions>(asked);
  if (name == "authorizations") return make_authorizations(asked);
  if (name == "runway") return std::make_unique<Runway>(asked);
  return nullptr;
}

}  // namespace authledger::report
