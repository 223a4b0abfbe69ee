#include "engine/packet/sheets.hpp"

#include <cstdlib>

#include "engine/packet/packet_words.hpp"

namespace authledger {
namespace {

std::string in_hours(int minutes) {
  std::string text = std::to_string(minutes / 60);
  if (const int rest = minutes % 60; rest != 0)
    text += ":" + std::string(rest < 10 ? "0" : "") + std::to_string(rest);
  return text + " h";
}

std::string counted(int units, Unit unit) {
  return std::to_string(units) + " " + plain(word(unit)) + (units == 1 ? "" : "s");
}

std::string days_text(const std::vector<Weekday>& days) {
  constexpr std::string_view names[]{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  std::string text;
  for (const Weekday day : days)
    text += (text.empty() ? "" : ", ") + std::string(names[static_cast<int>(day)]);
  return text;
}

std::string what_is_asked(const PacketAsk& ask) {
  if (!ask.from) return "";
  const std::string unit = ask.unit ? plain(word(*ask.unit)) : "unit";
  std::string text = ask.units ? counted(*ask.units, *ask.unit) : "How many " + unit + "s";
  if (ask.frequency) text += " of " + ask.frequency->service;
  if (!ask.units) text += " is open";
  return text + ", from " + to_text(*ask.from) +
         (ask.to ? " to " + to_text(*ask.to) : std::string(", no end planned")) + ".";
}

std::string how_often(const Frequency& it) {
  return std::to_string(it.days_a_week()) + " days a week (" + days_text(it.weekdays) + "), " +
         in_hours(it.minutes_each) + " each, " + in_hours(it.minutes_a_week()) + " a week, " +
         plain(it.modality) + ".";
}

Sheet request_sheet(const PacketAsk& ask) {
  Sheet sheet;
  sheet.title = "What is asked for";
  sheet.lead.push_back(ask.why);
  if (std::string text = what_is_asked(ask); !text.empty()) sheet.lead.push_back(std::move(text));
  if (ask.frequency) sheet.lead.push_back(how_often(*ask.frequency));
  if (!ask.reaches.empty()) {
    sheet.columns = {{"Amount that the payer grants", 1, true}, {"Would last through", 2}};
    for (const Reach& it : ask.reaches)
      sheet.rows.push_back({{std::to_string(it.amount)},
                            {it.through ? to_text(*it.through) : "longer than a year ahead"}});
  }
  for (const std::string& step : ask.arithmetic) sheet.notes.push_back(step);
  sheet.notes.push_back("Kind of request by " + because_text(ask.mode_because));
  if (ask.from) sheet.notes.push_back("Dates and units by " + because_text(ask.because));
  return sheet;
}

std::string retro_text(const RetroStanding& retro) {
  const std::string status = plain(word(retro.status));
  return retro.until ? status + " until " + to_text(*retro.until) : status;
}

Sheet held_sheet(const PacketAsk& ask) {
  Sheet sheet;
  sheet.title = "Held without cover, for which it may still be asked";
  sheet.is_part = true;
  sheet.columns = {{"Date"}, {"Service"}, {"Units", 0.6, true}, {"Reason", 2}, {"Retroactive", 2}};
  for (const UncoveredUnits& it : ask.held)
    sheet.rows.push_back({{to_text(it.date)},
                          {it.service},
                          {std::to_string(it.units)},
                          {plain(word(it.reason))},
                          {retro_text(it.retro)}});
  return sheet;
}

Sheet totals_sheet(const std::vector<UnitTotals>& totals) {
  Sheet sheet;
  sheet.title = "Units in all";
  sheet.is_part = true;
  sheet.columns = {{"Unit"},
                   {"Approved", 1, true},
                   {"Used", 1, true},
                   {"Remaining", 1, true},
                   {"Lapsed", 1, true},
                   {"Held uncovered", 1.2, true},
                   {"Authorizations", 2}};
  for (const UnitTotals& it : totals) {
    std::string names;
    for (const std::string& name : it.authorizations) names += (names.empty() ? "" : ", ") + name;
    sheet.rows.push_back({{plain(word(it.unit))},
                          {std::to_string(it.approved)},
                          {std::to_string(it.used)},
                          {std::to_string(it.remaining)},
                          {std::to_string(it.lapsed)},
                          {std::to_string(it.uncovered)},
                          {or_dash(names)}});
  }
  sheet.notes = {
      "Approved is used, remaining and lapsed together. Lapsed: left when the authorization "
      "ended."};
  return sheet;
}

std::string band_text(const std::optional<int>& minimum, const std::optional<int>& maximum) {
  if (!minimum && !maximum) return or_dash("");
  if (!maximum) return "at least " + in_hours(*minimum);
  if (!minimum) return "at most " + in_hours(*maximum);
  return in_hours(*minimum) + " to " + in_hours(*maximum);
}

std::string kept_text(const IntensityWeek& week) {
  if (!week.minimum && !week.maximum) return "not compared";
  return week.is_below() ? "below" : week.is_above() ? "above" : "kept";
}

Sheet intensity_sheet(const Intensity& intensity) {
  Sheet sheet;
  sheet.title = "Hours a week";
  sheet.is_part = true;
  const bool is_known = intensity.minimum || intensity.maximum;
  sheet.lead.push_back(
      (is_known ? "The payer sets " + band_text(intensity.minimum, intensity.maximum) + " a week"
                : std::string("No rule of the payer on file sets hours a week")) +
      (intensity.offered ? "; the schedule offers " + in_hours(*intensity.offered) + "."
                         : "; nothing is scheduled."));
  constexpr std::size_t most_weeks = 12;
  sheet.columns = {{"Week of"}, {"Attended", 1, true}, {"Payer's band", 2}, {"", 1}};
  const std::size_t first =
      intensity.weeks.size() > most_weeks ? intensity.weeks.size() - most_weeks : 0;
  for (std::size_t i = first; i < intensity.weeks.size(); ++i) {
    const IntensityWeek& it = intensity.weeks[i];
    sheet.rows.push_back({{to_text(it.week_of)},
                          {in_hours(it.minutes)},
                          {band_text(it.minimum, it.maximum)},
                          {kept_text(it)}});
  }
  if (first > 0) sheet.notes.push_back(std::to_string(first) + " earlier weeks are not shown.");
  sheet.notes.push_back("Whole weeks of the stay are compared.");
  if (is_known) sheet.notes.push_back("Band by " + because_text(intensity.because));
  return sheet;
}

Sheet history_sheet(const ReviewPacket& packet) {
  Sheet sheet;
  sheet.title = "History of the authorizations";
  sheet.is_part = true;
  sheet.columns = {{"Date", 0.9},  {"What", 1.3},  {"Authorization", 1.2},
                   {"Dates", 1.6}, {"Units", 1.3}, {"Event", 0.5, true}};
  for (const HistoryEntry& it : packet.history) {
    std::string what = plain(word(it.what));
    if (it.expedited) what += ", expedited";
    if (it.next_review) what += ", next review " + to_text(*it.next_review);
    if (it.reference) what += ", " + *it.reference;
    if (!it.words.empty()) what += ": " + it.words;
    std::string units;
    for (const AuthorizedLine& line : it.lines) {
      std::string codes;
      for (const std::string& code : line.codes) codes += (codes.empty() ? "" : ", ") + code;
      units += (units.empty() ? "" : "; ") + std::to_string(line.units) + " of " +
               (codes.empty() ? "any service" : codes);
    }
    const std::string dates =
        it.start || it.end ? shown(it.start) + " to " + shown(it.end) : or_dash("");
    sheet.rows.push_back(
        {{to_text(it.date)},
         {what},
         {it.number ? *it.number + " (" + it.authorization + ")" : it.authorization},
         {dates},
         {or_dash(units)},
         {std::to_string(it.event)}});
  }
  if (packet.history_left_out > 0)
    sheet.notes.push_back(std::to_string(packet.history_left_out) +
                          " earlier entries are not shown.");
  return sheet;
}

std::string outreach_text(const Outreach& it) {
  std::string text = plain(word(it.action)) + (it.whom.empty() ? "" : " to " + it.whom) +
                     " (rule " + it.rule + "): ";
  if (!it.done)
    return text + plain(word(it.status)) + (it.due_at ? ", due " + to_text(*it.due_at) : "");
  text += "done " + to_text(it.done->at);
  if (it.status == ObligationStatus::met_late) text += ", late";
  if (it.done->note.by) text += " by " + *it.done->note.by;
  if (it.done->note.reference) text += ", " + *it.done->note.reference;
  if (it.done->note.proof) text += ", " + *it.done->note.proof;
  return text + ", event " + std::to_string(it.done->seq);
}

Sheet absence_sheet(const ReviewPacket& packet) {
  Sheet sheet;
  sheet.title = "Absences and outreach";
  sheet.is_part = true;
  const AbsenceCounts& counts = packet.absence_counts;
  sheet.lead.push_back(std::to_string(counts.unexcused) + " unexcused, " +
                       std::to_string(counts.excused) + " excused; " +
                       std::to_string(counts.by_facility) + " cancelled by the facility.");
  sheet.columns = {{"Date", 0.8}, {"Absence", 1.5}, {"Outreach", 4}, {"Event", 0.5, true}};
  for (const Absence& it : packet.absences) {
    std::string outreach;
    for (const Outreach& done : it.outreach)
      outreach += (outreach.empty() ? "" : "; ") + outreach_text(done);
    sheet.rows.push_back({{to_text(it.date)},
                          {plain(word(it.outcome)) + (it.excused ? ", excused" : ", unexcused")},
                          {outreach.empty() ? "none is recorded" : outreach},
                          {std::to_string(it.event)}});
  }
  const std::size_t further =
      static_cast<std::size_t>(counts.excused + counts.unexcused) - packet.absences.size();
  if (further > 0)
    sheet.notes.push_back(std::to_string(further) + " earlier absences are not shown.");
  return sheet;
}

SheetCell cell_of(const ChangeSide& side, const char* when_silent) {
  std::string text = side.text.empty() ? when_silent : side.text;
  if (side.date) text += " (" + to_text(*side.date) + ")";
  SheetCell cell{std::move(text)};
  if (side.source) cell.sources.push_back(*side.source);
  return cell;
}

std::string change_text(const Change& it) {
  if (it.difference)
    return (*it.difference > 0 ? "+" : "\xE2\x88\x92") + std::to_string(std::abs(*it.difference));
  return it.kind == ChangeKind::gone ? "no longer mentioned" : std::string(word(it.kind));
}

Sheet changes_sheet(const SinceApproval& changes) {
  Sheet sheet;
  sheet.title = "What changed since the last approval";
  if (!changes.since) {
    sheet.lead.push_back("Nothing has been approved yet.");
    return sheet;
  }
  sheet.lead.push_back(
      "Since the decision of " + to_text(*changes.since) + " on authorization " +
      changes.authorization + " (event " + std::to_string(changes.event) + ")" +
      (changes.changes.empty() ? ": no change was found in what could be compared." : ":"));
  sheet.columns = {{"", 0.9}, {"What", 1.2}, {"Before", 2.5}, {"Now", 2.5}, {"Change", 1.1}};
  for (const Change& it : changes.changes)
    sheet.rows.push_back({{std::string(word(it.about))},
                          {it.what},
                          cell_of(it.before, it.kind == ChangeKind::added ? "not mentioned" : ""),
                          cell_of(it.now, "not mentioned"),
                          {change_text(it)}});
  for (const std::string& it : changes.not_compared) sheet.notes.push_back(it);
  sheet.notes.push_back(
      "Before: the newest document dated up to that day that says anything of the kind; now: the "
      "newest one since. What is not mentioned any more need not have ended.");
  return sheet;
}

Sheet medication_sheet(const std::vector<MedicationDetail>& medications) {
  Sheet sheet;
  sheet.title = "Medications: start, dose, prescriber";
  sheet.columns = {{"Medication, as listed", 2.4},
                   {"Start", 0.9},
                   {"Dose", 1.2},
                   {"How often", 0.9},
                   {"Prescriber", 1.2},
                   {"Since approval", 0.9}};
  for (const MedicationDetail& it : medications)
    sheet.rows.push_back({{it.name, it.sources},
                          {shown(it.start)},
                          {or_dash(it.dose)},
                          {or_dash(it.how_often)},
                          {or_dash(it.prescriber)},
                          {it.change ? std::string(word(*it.change)) : or_dash("")}});
  sheet.notes = {"A dash: the documents do not say so in a field of its own."};
  return sheet;
}

}  // namespace

std::vector<Sheet> sheets_of_request(const ReviewPacket& packet) {
  std::vector<Sheet> sheets{request_sheet(packet.ask)};
  if (!packet.ask.held.empty()) sheets.push_back(held_sheet(packet.ask));
  if (!packet.form.leaves_out(ReviewItem::changes))
    sheets.push_back(changes_sheet(packet.since_approval));
  return sheets;
}

std::vector<Sheet> sheets_of_units(const ReviewPacket& packet) {
  std::vector<Sheet> sheets;
  if (!packet.totals.empty()) sheets.push_back(totals_sheet(packet.totals));
  if (!packet.history.empty()) sheets.push_back(history_sheet(packet));
  return sheets;
}

std::vector<Sheet> sheets_of_attendance(const ReviewPacket& packet) {
  std::vector<Sheet> sheets;
  if (!packet.intensity.weeks.empty()) sheets.push_back(intensity_sheet(packet.intensity));
  if (packet.absence_counts.excused + packet.absence_counts.unexcused > 0)
    sheets.push_back(absence_sheet(packet));
  return sheets;
}

std::vector<Sheet> sheets_of_medications(const ReviewPacket& packet) {
  if (packet.medication_details.empty()) return {};
  return {medication_sheet(packet.medication_details)};
}

}  // namespace authledger
