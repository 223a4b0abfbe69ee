// Reports that count what was to be done: requests and their decisions, reviews, and what missed
// sessions brought with them.
#include "engine/report/monthly.hpp"

namespace authledger::report {
namespace {

class Requests final : public Report {
 public:
  explicit Requests(const Span& span) : months_(span) {}

  void add(const Seen& seen) override {
    for (const AuthorizationHistory& it : seen.episode.authorizations) {
      if (!it.request) continue;
      auto* counts = months_.at(seen, local_date(seen.facility, it.request->fact.at));
      if (!counts) continue;
      ++(*counts)[requested];
      if (it.request->fact.expedited) ++(*counts)[expedited];
      const bool is_answered = it.decision && it.decision->fact.decided_at >= it.request->fact.at;
      if (!is_answered || it.decision->fact.decision == Decision::pended) {
        ++(*counts)[waiting];
        continue;
      }
      answer(*counts, it.request->fact, it.decision->fact);
    }
  }

  Table table() const override {
    Table table{
        {payer_column,
         {"month", "Month", ColumnKind::month, "The month of the request"},
         {"requested", "Requested", ColumnKind::number, "Authorizations asked for"},
         {"expedited", "Of these expedited", ColumnKind::number, "Asked for as urgent"},
         {"approved", "Approved", ColumnKind::number, "Approved in full"},
         {"partial", "In part", ColumnKind::number, "Approved in part"},
         {"denied", "Denied", ColumnKind::number, "Denied"},
         {"waiting", "Waiting", ColumnKind::number, "Not decided yet, or pended"},
         {"percent_approved", "Approved in full", ColumnKind::percent,
          "Approved in full out of decided"},
         {"units_approved", "Units approved", ColumnKind::number, "Units that the decisions gave"},
         {"hours_to_decision", "Hours to the decision", ColumnKind::number,
          "On average, from the request to the decision, in whole hours"}},
        {},
        {"The log says how many units were approved, not how many were asked for: a "
         "request has no number of units."}};
    for (const auto& [key, counts] : months_.counts()) {
      std::vector<Cell> row = row_head(key);
      const std::int64_t decided = counts[approved] + counts[partial] + counts[denied];
      row.insert(row.end(),
                 {counts[requested], counts[expedited], counts[approved], counts[partial],
                  counts[denied], counts[waiting], percent(counts[approved], decided),
                  counts[units], decided == 0 ? Cell() : Cell(counts[hours] / decided)});
      table.rows.push_back(std::move(row));
    }
    return table;
  }

 private:
  // The first three stand as Decision has them.
  enum Place { approved, partial, denied, requested, expedited, waiting, units, hours, places };

  static void answer(std::array<std::int64_t, places>& counts,
                     const AuthorizationRequested& request, const AuthorizationDecided& decision) {
    ++counts[static_cast<std::size_t>(decision.decision)];
    counts[hours] += (decision.decided_at.seconds() - request.at.seconds()) / 3'600;
    if (!decision.is_approved()) return;
    for (const AuthorizedLine& line : decision.lines) counts[units] += line.units;
  }

  Monthly<places> months_;
};

class Reviews final : public Report {
 public:
  explicit Reviews(const Span& span) : months_(span) {}

  void add(const Seen& seen) override {
    for (const Obligation& it : seen.standing.obligations) {
      if (it.kind != ObligationKind::review || !it.due_at) continue;
      if (auto* counts = months_.at(seen, local_date(seen.facility, *it.due_at)))
        ++(*counts)[static_cast<std::size_t>(it.status)];
    }
  }

  Table table() const override {
    using enum ObligationStatus;
    Table table{{payer_column,
                 {"month", "Month", ColumnKind::month, "The month in which the review is due"},
                 {"due", "Reviews", ColumnKind::number, "Reviews that were or are to be sent"},
                 {"on_time", "On time", ColumnKind::number, "Sent by the due time"},
                 {"late", "Late", ColumnKind::number, "Sent after it"},
                 {"overdue", "Overdue", ColumnKind::number, "Not sent although it has passed"},
                 {"to_come", "To come", ColumnKind::number, "Not sent; the time still runs"},
                 {"not_needed", "Not needed", ColumnKind::number,
                  "Extended, waived, or overtaken by a discharge or another decision"},
                 {"percent_on_time", "On time", ColumnKind::percent,
                  "On time out of on time, late and overdue"}},
                {},
                {}};
    for (const auto& [key, counts] : months_.counts()) {
      const auto of = [&counts = counts](ObligationStatus status) {
        return counts[static_cast<std::size_t>(status)];
      };
      const std::int64_t to_come = of(upcoming) + of(open);
      const std::int64_t settled = of(met) + of(met_late) + of(overdue);
      std::vector<Cell> row = row_head(key);
      row.insert(row.end(), {settled + to_come, of(met), of(met_late), of(overdue), to_come,
                             of(extended) + of(not_needed) + of(moot) + of(waived),
                             percent(of(met), settled)});
      table.rows.push_back(std::move(row));
    }
    return table;
  }

 private:
  static constexpr std::size_t statuses = static_cast<std::size_t>(ObligationStatus::waived) + 1;

  Monthly<statuses> months_;
};

class MissedSessions final : public Report {
 public:
  explicit MissedSessions(const Span& span) : months_(span) {}

  void add(const Seen& seen) override {
    for (const SessionStanding& it : seen.standing.sessions) {
      auto* counts = months_.at(seen, it.date);
      if (!counts) continue;
      ++(*counts)[static_cast<std::size_t>(it.outcome)];
      if (it.excused) ++(*counts)[excused];
    }
    for (const Obligation& it : seen.standing.obligations) {
      if (it.kind != ObligationKind::notice || !it.due_at) continue;
      if (auto* counts = months_.at(seen, local_date(seen.facility, *it.due_at)))
        ++(*counts)[place_of(it.status)];
    }
  }

  Table table() const override {
    Table table{{payer_column,
                 month_column,
                 {"attended", "Attended", ColumnKind::number, "Sessions that were attended"},
                 {"no_show", "No show", ColumnKind::number, "Missed without a word"},
                 {"cancelled", "Cancelled", ColumnKind::number, "Cancelled by the member"},
                 {"excused", "Excused", ColumnKind::number, "Of the missed ones, excused"},
                 {"by_facility", "Cancelled by us", ColumnKind::number,
                  "Cancelled by the facility, which the member did not miss"},
                 {"percent_missed", "Missed", ColumnKind::percent,
                  "No show and cancelled by the member out of these and attended"},
                 {"told_in_time", "Told in time", ColumnKind::number,
                  "Notices that the payer got by the due time"},
                 {"told_late", "Told late", ColumnKind::number, "Notices that it got after it"},
                 {"owed", "Owed", ColumnKind::number, "Notices that are still to be sent"},
                 {"not_owed", "Not owed any more", ColumnKind::number,
                  "Notices that a correction withdrew, or that were waived"}},
                {},
                {"A session counts in its own month, a notice in that of its due time."}};
    for (const auto& [key, counts] : months_.counts()) {
      std::vector<Cell> row = row_head(key);
      const std::int64_t missed = counts[no_show] + counts[cancelled];
      row.insert(row.end(),
                 {counts[attended], counts[no_show], counts[cancelled], counts[excused],
                  counts[by_facility], percent(missed, missed + counts[attended]),
                  counts[told_in_time], counts[told_late], counts[owed], counts[not_owed]});
      table.rows.push_back(std::move(row));
    }
    return table;
  }

 private:
  // The first four stand as Outcome has them.
  enum Place {
    attended,
    no_show,
    cancelled,
    by_facility,
    excused,
    told_in_time,
    told_late,
    owed,
    not_owed,
    places
  };

  static Place place_of(ObligationStatus status) {
    if (is_pending(status)) return owed;
    if (status == ObligationStatus::met) return told_in_time;
    if (status == ObligationStatus::met_late) return told_late;
    return not_owed;
  }

  Monthly<places> months_;
};

}  // namespace

std::unique_ptr<Report> make_requests(const Span& span) {
  return std::make_unique<Requests>(span);
}

std::unique_ptr<Report> make_reviews(const Span& span) {
  return std::make_unique<Reviews>(span);
}

std::unique_ptr<Report> make_missed_sessions(const Span& span) {
  return std::make_unique<MissedSessions>(span);
}

}  // namespace authledger::report
