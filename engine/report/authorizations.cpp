// Every line of every authorization that was approved, with what became of it: what billers keep in
// a spreadsheet where there is no ledger.
#include <algorithm>

#include "engine/report/report.hpp"

namespace authledger::report {
namespace {

std::string joined(const std::vector<std::string>& codes) {
  std::string text;
  for (const std::string& code : codes) text += (text.empty() ? "" : " ") + code;
  return text;
}

class Authorizations final : public Report {
 public:
  explicit Authorizations(Asked asked) : asked_(std::move(asked)) {}

  // One that has not ended is there whatever its dates; one that has, when its end is within.
  void take(const Row& row) override {
    for (const LineFigures& line : row.figures.lines) {
      if (asked_.payer && line.payer != *asked_.payer) continue;
      if (line.end && (*line.end < asked_.from || *line.end > asked_.to)) continue;
      add(row, line);
    }
  }

  Table finish() override {
    std::stable_sort(found_.begin(), found_.end(),
                     [](const auto& one, const auto& other) { return one.first < other.first; });
    Table table{
        {{"payer", "Payer", "text", "Who approved it."},
         {"number", "Number", "text", "The payer's number of it."},
         {"codes", "Code", "text", "The services that the line pays; none: any."},
         {"member_name", "Member", "text", "Who is in care, by name."},
         {"unit", "Unit", "text", "What the payer counts: a day, a visit, 15 minutes."},
         {"approved", "Approved", "number", "Units; none: without a limit."},
         {"used", "Used", "number", "Units that attended sessions took."},
         {"remaining", "Remaining", "number", "Units that are not used."},
         {"percent", "Used", "percent", "Used, of a hundred approved."},
         {"scheduled", "Scheduled", "number", "Units that the schedule ahead takes from it."},
         {"start", "Begins", "date", "Its first day."},
         {"end", "Ends", "date", "Its last day."},
         {"last_covered_day", "Last covered day", "date",
          "The last planned day that it pays, by the schedule."},
         {"next_review", "Next review", "date",
          "When the first one that is still to be sent is due."},
         {"facility", "Facility", "text", "Where the care is given."},
         {"episode", "Episode", "text", "The episode of care."},
         {"member", "Member id", "text", "Who is in care."},
         {"authorization", "Authorization", "text", "The facility's own id of it."},
         {"ended", "Ended", "number", "1 when its last day has passed."}},
        {},
        {"A row for each line of an authorization; what ends first comes first."}};
    for (auto& [end, row] : found_) table.rows.push_back(std::move(row));
    return table;
  }

 private:
  void add(const Row& row, const LineFigures& line) {
    const auto maybe = [](const auto& it) { return it ? Cell(*it) : Cell(); };
    const auto text = [](const std::string& it) { return it.empty() ? Cell() : Cell(it); };
    const Cell percent =
        line.units && *line.units > 0 ? Cell(100 * line.used / *line.units) : Cell();
    const bool has_ended = line.end && *line.end < row.figures.today;
    found_.push_back(
        {line.end.value_or(asked_.to),
         {text(line.payer), maybe(line.number), text(joined(line.codes)), maybe(row.member_name),
          line.unit, maybe(line.units), line.used, maybe(line.remaining), percent, line.scheduled,
          maybe(line.start), maybe(line.end), maybe(line.last_covered_day), maybe(line.next_review),
          row.facility, row.episode, maybe(row.member), line.authorization,
          std::int64_t{has_ended}}});
  }

  const Asked asked_;
  std::vector<std::pair<Date, std::vector<Cell>>> found_;
};

}  // namespace

std::unique_ptr<Report> make_authorizations(const Asked& asked) {
  return std::make_unique<Authorizations>(asked);
}

}  // namespace authledger::report
