// Reports that count units: what became of those that were approved, what was denied or not
// covered, and how far those that are left still reach.
#include <algorithm>

#include "engine/report/monthly.hpp"

namespace authledger::report {
namespace {

bool is_of_payer(const AuthorizationStanding& it) {
  return it.state == AuthorizationState::approved || it.state == AuthorizationState::partial;
}

class Utilization final : public Report {
 public:
  explicit Utilization(Span span) : span_(std::move(span)) {}

  void add(const Seen& seen) override {
    for (const AuthorizationStanding& it : seen.standing.authorizations) {
      if (!is_of_payer(it) || !it.start || !it.end) continue;
      if (*it.start < span_.from || *it.start > span_.to) continue;
      std::string payer = payer_on(seen.episode, *it.start);
      if (span_.payer && payer != *span_.payer) continue;
      for (const LineStanding& line : it.lines) add(seen, it, line, payer);
    }
  }

  Table table() const override {
    Table table{
        {payer_column,
         {"month", "Month", ColumnKind::month, "The month in which the authorization begins"},
         {"unit", "Unit", ColumnKind::text, "What the payer counts"},
         {"authorizations", "Authorizations", ColumnKind::number,
          "Lines of authorizations with a number of units"},
         {"approved", "Approved", ColumnKind::number, "Units that they give"},
         {"used", "Used", ColumnKind::number, "Units that sessions took"},
         {"remaining", "Remaining", ColumnKind::number,
          "Units that can still be used: the authorization has not ended"},
         {"lapsed", "Lapsed", ColumnKind::number,
          "Units that were left when the authorization ended"},
         {"percent_used", "Used", ColumnKind::percent, "Used out of approved"}},
        {},
        {"Lines without a limit are left out."}};
    for (const auto& [key, sums] : sums_) {
      const auto& [payer, month, unit] = key;
      std::vector<Cell> row = row_head({payer, month});
      row.emplace_back(std::string(word(unit)));
      row.insert(row.end(), {sums.lines, sums.approved, sums.used, sums.remaining, sums.lapsed,
                             percent(sums.used, sums.approved)});
      table.rows.push_back(std::move(row));
    }
    return table;
  }

 private:
  struct Sums {
    std::int64_t lines = 0, approved = 0, used = 0, remaining = 0, lapsed = 0;
  };

  void add(const Seen& seen, const AuthorizationStanding& it, const LineStanding& line,
           const std::string& payer) {
    if (!line.units || !line.remaining) return;
    Sums& sums = sums_[{payer, month_of(*it.start), line.unit}];
    const bool has_ended = *it.end < seen.standing.today;
    ++sums.lines;
    sums.approved += *line.units;
    sums.used += line.used;
    (has_ended ? sums.lapsed : sums.remaining) += *line.units - line.used;
  }

  const Span span_;
  std::map<std::tuple<std::string, Date, Unit>, Sums> sums_;
};

class Denials final : public Report {
 public:
  explicit Denials(const Span& span) : months_(span) {}

  void add(const Seen& seen) override {
    for (const AuthorizationHistory& it : seen.episode.authorizations) {
      for (const auto& decision : it.earlier_decisions) add(seen, decision.fact);
      if (it.decision) add(seen, it.decision->fact);
    }
    for (const UncoveredUnits& it : seen.standing.uncovered) {
      auto* counts = months_.at(seen, it.date);
      if (!counts) continue;
      (*counts)[uncovered] += it.units;
      if (it.retro.status == RetroStatus::open) (*counts)[retro_open] += it.units;
    }
    for (const SessionStanding& it : seen.standing.sessions)
      if (it.covered < it.charged)
        if (auto* counts = months_.at(seen, it.date)) ++(*counts)[sessions];
  }

  Table table() const override {
    Table table{{payer_column,
                 month_column,
                 {"approved", "Approved", ColumnKind::number, "Decisions to approve in full"},
                 {"partial", "In part", ColumnKind::number, "Decisions to approve in part"},
                 {"denied", "Denied", ColumnKind::number, "Decisions to deny"},
                 {"pended", "Pended", ColumnKind::number, "Decisions to wait"},
                 {"percent_denied", "Denied", ColumnKind::percent,
                  "Denied out of approved, in part and denied"},
                 {"sessions_uncovered", "Sessions without cover", ColumnKind::number,
                  "Sessions that were attended and that no authorization pays in full"},
                 {"units_uncovered", "Units without cover", ColumnKind::number,
                  "Units of them that nothing pays"},
                 {"units_retro_open", "Of these still to be asked for", ColumnKind::number,
                  "Units for which the payer's time to ask after the fact still runs"}},
                {},
                {"A decision counts in the month in which it was made, an uncovered unit in that "
                 "of its session."}};
    for (const auto& [key, counts] : months_.counts()) {
      std::vector<Cell> row = row_head(key);
      const std::int64_t decided = counts[approved] + counts[partial] + counts[denied];
      row.insert(row.end(), {counts[approved], counts[partial], counts[denied], counts[pended],
                             percent(counts[denied], decided), counts[sessions], counts[uncovered],
                             counts[retro_open]});
      table.rows.push_back(std::move(row));
    }
    return table;
  }

 private:
  // The first four stand as Decision has them.
  enum Place { approved, partial, denied, pended, sessions, uncovered, retro_open, places };

  void add(const Seen& seen, const AuthorizationDecided& decision) {
    if (auto* counts = months_.at(seen, local_date(seen.facility, decision.decided_at)))
      ++(*counts)[static_cast<std::size_t>(decision.decision)];
  }

  Monthly<places> months_;
};

class Runway final : public Report {
 public:
  explicit Runway(Span span) : span_(std::move(span)) {}

  void add(const Seen& seen) override {
    const Date today = seen.standing.today;
    if (seen.episode.discharge && *seen.episode.discharge->fact.date < today) return;
    const std::string payer = payer_on(seen.episode, today);
    if (span_.payer && payer != *span_.payer) return;
    for (const AuthorizationStanding& it : seen.standing.authorizations) {
      if (!is_of_payer(it) || !it.end || *it.end < today) continue;
      for (const LineStanding& line : it.lines) {
        if (!line.remaining) continue;
        rows_.push_back({payer.empty() ? Cell() : Cell(payer), seen.facility.id,
                         std::string(seen.id), it.id, it.number ? Cell(*it.number) : Cell(),
                         std::string(word(line.unit)), std::int64_t{*line.remaining},
                         std::int64_t{*it.end - today}, *it.end, date_cell(it.last_covered_day),
                         date_cell(line.exhausts_on),
                         line.unused_at_end ? Cell(std::int64_t{*line.unused_at_end}) : Cell()});
      }
    }
  }

  Table table() const override {
    Table table{{payer_column,
                 {"facility", "Facility", ColumnKind::text, "Where the member is treated"},
                 {"episode", "Episode", ColumnKind::text, "Its id"},
                 {"authorization", "Authorization", ColumnKind::text, "Its id in the ledger"},
                 {"number", "Number", ColumnKind::text, "The payer's"},
                 {"unit", "Unit", ColumnKind::text, "What the payer counts"},
                 {"remaining", "Units left", ColumnKind::number, "Units that can still be used"},
                 {"days_left", "Days left", ColumnKind::number, "Days until its last one"},
                 {"end", "Ends", ColumnKind::date, "Its last day"},
                 {"last_covered_day", "Last covered day", ColumnKind::date,
                  "The last day that it covers by the schedule"},
                 {"exhausts_on", "Runs out", ColumnKind::date,
                  "The day on which the schedule uses its last unit"},
                 {"unused_at_end", "Unused at the end", ColumnKind::number,
                  "Units that the schedule leaves when it ends"}},
                rows_,
                {"As things stand now; the months that were asked for do not matter."}};
    std::stable_sort(table.rows.begin(), table.rows.end(), [](const auto& a, const auto& b) {
      return a[last_covered_day] < b[last_covered_day];
    });
    return table;
  }

 private:
  static constexpr std::size_t last_covered_day = 9;  // column

  static Cell date_cell(const std::optional<Date>& date) { return date ? Cell(*date) : Cell(); }

  const Span span_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace

std::unique_ptr<Report> make_utilization(const Span& span) {
  return std::make_unique<Utilization>(span);
}

std::unique_ptr<Report> make_denials(const Span& span) {
  return std::make_unique<Denials>(span);
}

std::unique_ptr<Report> make_runway(const Span& span) {
  return std::make_unique<Runway>(span);
}

}  // namespace authledger::report
