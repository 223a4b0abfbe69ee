#include "engine/report/report.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <set>
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

constexpr Column payer_column{"payer", "Payer", "text",
                              "Who paid, or was to, by the coverage then. None: no coverage."};
constexpr Column month_column{"month", "Month", "month", "The month that it counts in, see below."};
constexpr Column unit_column{"unit", "Unit", "text",
                             "What the payer counts: a day, a visit, 15 minutes."};
constexpr std::array who_columns{
    Column{"episode", "Episode", "text", "The episode of care."},
    Column{"member", "Member id", "text", "Who is in care."},
    Column{"member_name", "Member", "text", "Who is in care, by name."}};

// What all that count by payer and month share: `size` sums in each row.
template <std::size_t size>
class ByMonth : public Report {
 public:
  explicit ByMonth(const Asked& asked) : asked_(asked) {}

 protected:
  using Sums = std::array<std::int64_t, size>;
  struct Key {
    std::string payer;
    Date month;
    std::string unit;     // empty: rows have none
    std::string episode;  // empty: not by episode
    auto operator<=>(const Key&) const = default;
  };

  // Null: it was not asked for.
  Sums* at(const Row& row, const std::string& payer, Date date, const std::string& unit) {
    if (date < asked_.from || date > asked_.to) return nullptr;
    if (asked_.payer && payer != *asked_.payer) return nullptr;
    if (asked_.by_episode) people_.try_emplace(row.episode, row.member, row.member_name);
    return &sums_[{payer, month_of(date), unit, asked_.by_episode ? row.episode : std::string()}];
  }

  // The columns that name a row, and these of the rest.
  std::vector<Column> columns(bool has_unit, std::initializer_list<Column> figures) const {
    std::vector<Column> all{payer_column, month_column};
    if (has_unit) all.push_back(unit_column);
    if (asked_.by_episode) all.insert(all.end(), who_columns.begin(), who_columns.end());
    all.insert(all.end(), figures);
    return all;
  }

  // Its cells under the columns that name a row.
  std::vector<Cell> names_of(const Key& key) const {
    std::vector<Cell> row{text_or_none(key.payer), key.month};
    if (!key.unit.empty()) row.emplace_back(key.unit);
    if (!asked_.by_episode) return row;
    const auto& [member, name] = people_.at(key.episode);
    row.emplace_back(key.episode);
    for (const auto* it : {&member, &name}) row.push_back(*it ? Cell(**it) : Cell());
    return row;
  }

  std::vector<Cell> row_of(const Key& key, const Sums& sums) const {
    std::vector<Cell> row = names_of(key);
    row.insert(row.end(), sums.begin(), sums.end());
    return row;
  }

  Asked asked_;
  std::map<Key, Sums> sums_;

 private:
  struct Person {
    std::optional<std::string> member, name;
  };
  std::map<std::string, Person> people_;  // by episode
};

class Utilization : public ByMonth<5> {
 public:
  using ByMonth::ByMonth;

  void take(const Row& row) override {
    std::set<Sums*> counted;
    for (const LineFigures& line : row.figures.lines) {
      if (!line.start || !line.units) continue;
      Sums* sums = at(row, line.payer, *line.start, line.unit);
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
    Table table{
        columns(true,
                {{"approved", "Approved", "number", "Units that payers approved."},
                 {"used", "Used", "number", "Units of them that attended sessions took."},
                 {"remaining", "Remaining", "number",
                  "Units left of authorizations that have not ended."},
                 {"lapsed", "Lapsed", "number",
                  "Units that were left over when their authorization ended."},
                 {"percent", "Used of approved", "percent", "Used, of a hundred approved."},
                 {"episodes", "Episodes", "number", "Episodes that have such an authorization."}}),
        {},
        {"Units of an authorization count in the month in which it starts, whenever they are used.",
         "Authorizations without a limit or without a first day are left out."}};
    for (const auto& [key, sums] : sums_) {
      const auto& [approved, used, remaining, lapsed, episodes] = sums;
      auto row = names_of(key);
      for (const Cell& it : {Cell(approved), Cell(used), Cell(remaining), Cell(lapsed),
                             percent(used, approved), Cell(episodes)})
        row.push_back(it);
      table.rows.push_back(std::move(row));
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
      Sums* sums = at(row, it.payer, it.date, "");
      const auto word = std::find(decisions.begin(), decisions.end(), it.decision);
      if (sums && word != decisions.end())
        ++(*sums)[static_cast<std::size_t>(word - decisions.begin())];
    }
    for (const SessionFigures& it : row.figures.sessions) {
      if (it.uncovered_sessions == 0) continue;
      if (Sums* sums = at(row, it.payer, it.month, "")) {
        (*sums)[4] += it.uncovered_units;
        (*sums)[5] += it.uncovered_sessions;
      }
    }
  }

  Table finish() override {
    Table table{
        columns(false,
                {{"approved", "Approved", "number", "Decisions that approved all that was asked."},
                 {"partial", "Approved in part", "number", "Decisions that approved less."},
                 {"denied", "Denied", "number", "Decisions that approved nothing."},
                 {"pended", "Pended", "number", "Answers that put the decision off."},
                 {"uncovered_units", "Units uncovered", "number",
                  "Units of attended sessions that no authorization pays."},
                 {"sessions", "Sessions uncovered", "number",
                  "Attended sessions of which nothing, or not all, is paid."}}),
        {},
        {"Each decision counts in the month in which it was made, also one that another came "
         "after.",
         "Uncovered units are of sessions in the month, in whatever unit the payer counts them."}};
    for (const auto& [key, sums] : sums_) table.rows.push_back(row_of(key, sums));
    return table;
  }
};

class Requests : public ByMonth<9> {
 public:
  using ByMonth::ByMonth;

  void take(const Row& row) override {
    constexpr std::array<std::string_view, 4> decisions{"approved", "partial", "denied", "pended"};
    for (const RequestFigures& it : row.figures.requests) {
      Sums* sums = at(row, it.payer, it.date, "");
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
    Table table{
        columns(false, {{"requests", "Requests", "number", "Requests that were sent."},
                        {"expedited", "Expedited", "number",
                         "Of them, those that asked for a fast decision."},
                        {"approved", "Approved", "number", "Of them, approved whole."},
                        {"partial", "Approved in part", "number", "Of them, approved in part."},
                        {"denied", "Denied", "number", "Of them, denied."},
                        {"pended", "Pended", "number", "Of them, put off and not decided since."},
                        {"awaited", "Awaited", "number", "Of them, without an answer."},
                        {"approved_units", "Units approved", "number",
                         "Units that the last decisions approved."},
                        {"days", "Days to a decision (median)", "number",
                         "Half of the decided requests waited no longer."}}),
        {},
        {"A request counts in the month in which it was sent, with the last decision under its id.",
         "No event says how many units were requested, so requested units are not shown."}};
    for (auto& [key, sums] : sums_) {
      auto row = row_of(key, sums);
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
      Sums* sums = at(row, it.payer, it.date, "");
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
    Table table{columns(false, {{"due", "Due", "number", "Reviews whose time ends in the month."},
                                {"on_time", "On time", "number",
                                 "Sent by then, or the payer extended what it was for."},
                                {"late", "Late", "number",
                                 "Sent after that, or not sent although it has passed."},
                                {"open", "Open", "number", "Not sent yet, and there is time."},
                                {"not_needed", "Not needed", "number",
                                 "Nothing had to be sent any more; also what was waived."}}),
                {},
                {"A review counts in the month in which it is due."}};
    for (const auto& [key, sums] : sums_) table.rows.push_back(row_of(key, sums));
    return table;
  }
};

class MissedSessions : public ByMonth<8> {
 public:
  using ByMonth::ByMonth;

  void take(const Row& row) override {
    for (const SessionFigures& it : row.figures.sessions) {
      Sums* sums = at(row, it.payer, it.month, "");
      if (!sums) continue;
      const std::int64_t planned = it.attended + it.missed + it.excused;
      (*sums)[0] += planned;
      (*sums)[1] += it.missed;
      (*sums)[2] += it.excused;
      (*sums)[3] += it.cancelled_by_facility;
    }
    for (const DueFigures& it : row.figures.due) {
      if (it.kind != "notice") continue;
      Sums* sums = at(row, it.payer, it.date, "");
      if (!sums) continue;
      if (it.status == "met") ++(*sums)[5];
      if (it.status == "met_late") ++(*sums)[6];
      if (is_pending(it.status)) ++(*sums)[7];
    }
  }

  Table finish() override {
    Table table{
        columns(
            false,
            {{"sessions", "Sessions", "number", "Attended, missed and excused ones."},
             {"missed", "Missed", "number", "Of them, missed without an excuse."},
             {"excused", "Excused", "number", "Of them, missed with an excuse."},
             {"cancelled_by_facility", "Cancelled by us", "number",
              "What the program cancelled; not among the sessions."},
             {"percent", "Missed or excused", "percent",
              "Missed or excused, of a hundred sessions."},
             {"told_in_time", "Told in time", "number",
              "Notices of missed sessions that were given by their time."},
             {"told_late", "Told late", "number", "Notices that were given after their time."},
             {"owed", "Still to be told", "number", "Notices that are owed and not given yet."}}),
        {},
        {"A notice counts in the month in which it is due."}};
    for (const auto& [key, sums] : sums_) {
      auto row = names_of(key);
      const std::size_t names = row.size();
      row.insert(row.end(), sums.begin(), sums.end());
      row[names + 4] = percent(sums[1] + sums[2], sums[0]);
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
    Table table{
        {who_columns[0],
         who_columns[1],
         who_columns[2],
         {"facility", "Facility", "text", "Where the care is given."},
         payer_column,
         {"authorization", "Authorization", "text", "The facility's own id of it."},
         {"number", "Number", "text", "The payer's number of it."},
         unit_column,
         {"remaining", "Units left", "number", "Units that are not used; none: without a limit."},
         {"sessions", "Sessions left", "number",
          "Planned ones up to the last covered day, at the pace of the schedule."},
         {"days", "Days left", "number", "From today to the last covered day."},
         {"last_covered_day", "Last covered day", "date",
          "The last planned day that it pays, by the schedule."},
         {"end", "Ends", "date", "Its last day by the payer's word."}},
        {},
        {"A row for each line of an authorization that has not ended; what ends first "
         "comes first."}};
    for (auto& [date, row] : found_) table.rows.push_back(std::move(row));
    return table;
  }

 private:
  Asked asked_;
  std::vector<std::pair<Date, std::vector<Cell>>> found_;
};

}  // namespace

const std::vector<std::string_view>& report_names() {
  static const std::vector<std::string_view> names{"utilization",   "denials",         "requests",
                                                   "reviews",       "missed-sessions", "runway",
                                                   "authorizations"};
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
