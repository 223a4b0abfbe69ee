#include "engine/packet/packet_html.hpp"

#include <algorithm>
#include <map>
#include <mutex>

#include "engine/base/result.hpp"
#include "engine/packet/packet_charts.hpp"
#include "engine/packet/packet_page.hpp"
#include "engine/packet/packet_template.hpp"

namespace authledger {
namespace {

constexpr const char* template_name = "packet.html";

class Page {
 public:
  explicit Page(const ReviewPacket& packet) : packet_(packet), top_("packet") {}

  std::string render() {
    add_header();
    add_disclosure();
    add_missing();
    add_sheets(&top_, "REQUEST_SHEETS", sheets_of_request(packet_), numbers_);
    add_units();
    add_sheets(&top_, "UNIT_SHEETS", sheets_of_units(packet_), numbers_);
    if (!packet_.form.leaves_out(ReviewItem::attendance)) add_attendance();
    add_sheets(&top_, "ATTENDANCE_SHEETS", sheets_of_attendance(packet_), numbers_);
    add_sheets(&top_, "MEDICATION_SHEETS", sheets_of_medications(packet_), numbers_);
    add_criteria_tables(&top_, packet_, numbers_);
    add_clinical_half(&top_, packet_, numbers_);
    add_obligations();
    add_documents();
    add_sources();
    std::string out;
    ctemplate::ExpandTemplate(template_name, ctemplate::DO_NOT_STRIP, &top_, &out);
    return out;
  }

 private:
  void set(const char* name, std::string_view text) { authledger::set(&top_, name, text); }
  void set(Dictionary* to, const char* name, std::string_view text) {
    authledger::set(to, name, text);
  }

  void add_header() {
    const PacketHeader& header = packet_.header;
    set("MODE", heading_of(header, packet_.ask.mode));
    set("MEMBER", or_dash(header.member));
    set("BIRTH_DATE", shown(header.birth_date));
    set("PLAN_MEMBER_ID", or_dash(header.plan_member_id));
    set("PAYER", or_dash(header.payer));
    if (header.plan) show_value(&top_, "PLAN", "PLAN_NAME", *header.plan);
    set("EPISODE", or_dash(header.episode));
    set("FACILITY", or_dash(header.facility));
    set("NPI", or_dash(header.npi));
    set("AS_OF", header.as_of_text);
    set("AUTHORIZATION", or_dash(header.authorization));
    set("AUTHORIZATION_NUMBERS", numbers_of(header));
    set("AUTHORIZATION_DATES",
        shown(header.authorization_start) + " to " + shown(header.authorization_end));
    set("LAST_COVERED_DAY", shown(header.last_covered_day));
    set("LEVEL_OF_CARE", or_dash(header.level_of_care));
    set("ADMITTED", shown(header.admitted));
    if (header.discharged)
      show_value(&top_, "DISCHARGE", "DISCHARGED", to_text(*header.discharged));
    for (const std::string& schedule : header.schedule)
      show_value(&top_, "SCHEDULE", "SCHEDULE_TEXT", schedule);
    set("DUE", or_dash(header.due_text));
    set("OPENS", or_dash(header.opens_text));
    set("STATUS", plain(word(header.status)));
    set("REVIEW_BECAUSE", because_text(header.because));
  }

  void add_disclosure() {
    const PacketDisclosure& disclosure = packet_.disclosure;
    if (!disclosure.ledger.is_allowed)
      show_value(&top_, "NOT_TO_BE_SENT", "WHY", refusal_text(disclosure.ledger));
    if (disclosure.notices.empty()) return;
    Dictionary* notice = section(&top_, "REDISCLOSURE");
    for (const std::string& text : disclosure.notices) show_value(notice, "NOTICE", "TEXT", text);
    for (const std::string& text : disclosure.scopes) show_value(notice, "SCOPE", "TEXT", text);
  }

  void add_missing() {
    set("VERDICT", word(packet_.verdict));
    set("VERDICT_TEXT", plain(word(packet_.verdict)));
    for (const std::string& text : form_text(packet_.form)) show_value(&top_, "FORM", "TEXT", text);
    if (packet_.missing.empty()) return;
    Dictionary* list = section(&top_, "MISSING_LIST");
    for (const MissingItem& missing : packet_.missing) {
      Dictionary* item = section(list, "MISSING");
      if (missing.essential) item->ShowSection("ESSENTIAL");
      set(item, "WHAT", missing.what);
      set(item, "WHO", missing.who);
    }
  }

  void add_line(const AuthorizationStanding& authorization, const LineStanding& line) {
    Dictionary* row = section(&top_, "LINE");
    set(row, "LINE_AUTHORIZATION", authorization.number.value_or(authorization.id));
    set(row, "LINE_DATES",
        plain(word(authorization.state)) + ", " + shown(authorization.start) + " to " +
            shown(authorization.end));
    set(row, "CODES", codes_of(line));
    set(row, "UNIT", plain(word(line.unit)));
    set(row, "UNITS", line.units ? std::to_string(*line.units) : "unlimited");
    set(row, "USED", std::to_string(line.used));
    set(row, "REMAINING", shown(line.remaining));
    set(row, "FORECAST", std::to_string(line.forecast_used));
    set(row, "EXHAUSTS", shown(line.exhausts_on));
    set(row, "UNUSED", shown(line.unused_at_end));
    if (line.units && *line.units > 0) {
      Dictionary* bar = section(row, "USE_BAR");
      const int used = std::min(90, 90 * line.used / *line.units);
      set(bar, "USED_WIDTH", std::to_string(used));
      set(bar, "FORECAST_WIDTH",
          std::to_string(std::min(90 - used, 90 * line.forecast_used / *line.units)));
    }
    show_value(row, "LINE_BECAUSE", "BECAUSE", because_text(line.because));
  }

  void add_units() {
    bool has_lines = false;
    for (const AuthorizationStanding& authorization : packet_.authorizations)
      for (const LineStanding& line : authorization.lines) {
        add_line(authorization, line);
        has_lines = true;
      }
    if (!has_lines) top_.ShowSection("NO_LINES");
    set("COVERED_THROUGH", shown(packet_.covered_through));
    set("FIRST_UNCOVERED", shown(packet_.first_uncovered_day));
    Dictionary* held = packet_.uncovered.empty() ? nullptr : section(&top_, "UNCOVERED_LIST");
    for (const UncoveredUnits& uncovered : packet_.uncovered) {
      Dictionary* row = section(held, "UNCOVERED");
      set(row, "DATE", to_text(uncovered.date));
      set(row, "SERVICE", uncovered.service);
      set(row, "UNITS", std::to_string(uncovered.units));
      set(row, "REASON", plain(word(uncovered.reason)));
    }
    if (!packet_.ahead.first) return;
    Dictionary* request = section(&top_, "REQUEST");
    set(request, "REQUEST_FIRST", to_text(*packet_.ahead.first));
    for (const ForecastSession& session : packet_.ahead.sessions) {
      Dictionary* row = section(request, "REQUEST_DAY");
      set(row, "DATE", to_text(session.date));
      set(row, "SERVICE", session.service);
      set(row, "UNITS", std::to_string(session.uncovered));
    }
    if (packet_.ahead.further > 0)
      show_value(request, "REQUEST_FURTHER", "FURTHER", std::to_string(packet_.ahead.further));
  }

  void add_weeks() {
    const std::vector<ChartBar> bars = week_bars(packet_.weeks);
    if (bars.empty()) return;
    Dictionary* chart = section(&top_, "WEEK_CHART");
    set(chart, "CHART_WIDTH", std::to_string(week_chart_width(bars.size())));
    for (const ChartBar& bar : bars) {
      Dictionary* part = section(chart, "WEEK_BAR");
      for (const auto& [name, value] : std::map<const char*, int>{{"X", bar.x},
                                                                  {"Y", bar.y},
                                                                  {"W", bar.width},
                                                                  {"H", bar.height},
                                                                  {"TX", bar.x + bar.width / 2},
                                                                  {"VALUE_Y", bar.y - 4}})
        set(part, name, std::to_string(value));
      set(part, "MINUTES", std::to_string(bar.minutes));
      set(part, "LABEL", bar.label);
    }
    if (bars.size() < packet_.weeks.size())
      show_value(chart, "WEEKS_CUT", "WEEKS_SHOWN", std::to_string(bars.size()));
  }

  void add_attendance() {
    show_value(&top_, "ATTENDED", "OUTCOMES", outcomes_of(packet_));
    add_weeks();
    for (const AttendanceWeek& week : packet_.weeks)
      if (week.minimum) {
        Dictionary* under = section(&top_, "UNDER");
        set(under, "WEEK_OF", to_text(week.week_of));
        set(under, "MINUTES", std::to_string(week.minutes));
        set(under, "MINIMUM", std::to_string(*week.minimum));
      }
    Dictionary* list = packet_.sessions.empty() ? nullptr : section(&top_, "SESSION_LIST");
    for (const SessionStanding& session : packet_.sessions) {
      Dictionary* row = section(list, "SESSION");
      set(row, "DATE", to_text(session.date));
      set(row, "OUTCOME", plain(word(session.outcome)) + (session.excused ? ", excused" : ""));
      set(row, "MINUTES",
          session.outcome == Outcome::attended ? std::to_string(session.minutes) : or_dash(""));
      set(row, "COVERED",
          session.charged == 0
              ? or_dash("")
              : std::to_string(session.covered) + " of " + std::to_string(session.charged));
    }
    if (packet_.sessions_left_out > 0)
      show_value(&top_, "SESSIONS_CUT", "LEFT_OUT", std::to_string(packet_.sessions_left_out));
    std::string dates;
    for (const Date date : packet_.unrecorded) dates += (dates.empty() ? "" : ", ") + to_text(date);
    show_value(&top_, "UNRECORDED", "DATES", dates);
  }

  void add_obligations() {
    if (!packet_.other_obligations.empty()) {
      Dictionary* list = section(&top_, "OBLIGATION_LIST");
      for (const Obligation& obligation : packet_.other_obligations) {
        Dictionary* row = section(list, "OBLIGATION");
        set(row, "KEY", obligation.key);
        set(row, "DUE", obligation.due_at ? to_text(*obligation.due_at) : or_dash(""));
        set(row, "STATUS", plain(word(obligation.status)));
        set(row, "BECAUSE", because_text(obligation.because));
      }
    }
    if (packet_.conflicts.empty()) return;
    Dictionary* list = section(&top_, "CONFLICT_LIST");
    for (const Conflict& conflict : packet_.conflicts) {
      Dictionary* row = section(list, "CONFLICT");
      set(row, "WHAT", conflict.what);
      add_source_links(row, conflict.sources, numbers_);
    }
  }

  void add_documents() {
    for (const PacketDocument& document : packet_.documents) {
      Dictionary* row = section(&top_, "DOCUMENT");
      set(row, "NAME", document.name);
      set(row, "TITLE", or_dash(document.title));
      set(row, "DATE", document.date ? to_text(*document.date) : or_dash(""));
      set(row, "AUTHOR", or_dash(document.author));
      set(row, "TAG", plain(word(document.tag)));
      set(row, "IDENTITY", place_of(document));
    }
    if (packet_.documents.empty()) top_.ShowSection("NO_DOCUMENTS");
    Dictionary* refused = packet_.refused.empty() ? nullptr : section(&top_, "REFUSED_LIST");
    for (const RefusedDocument& document : packet_.refused) {
      Dictionary* row = section(refused, "REFUSED");
      set(row, "NAME", document.name);
      set(row, "WHY", document.why);
      if (!document.citation.empty()) show_value(row, "LAW", "CITATION", document.citation);
      if (!document.remedy.empty()) show_value(row, "NEEDED", "REMEDY", document.remedy);
    }
    Dictionary* problems = packet_.problems.empty() ? nullptr : section(&top_, "PROBLEM_LIST");
    for (std::size_t i = 0; i < packet_.problems.size() && i < 20; ++i) {
      Dictionary* row = section(problems, "PROBLEM");
      set(row, "NAME", packet_.problems[i].document);
      set(row, "WHAT", packet_.problems[i].what);
      set(row, "PLACE", packet_.problems[i].place);
    }
  }

  void add_sources() {
    const std::vector<Source>& sources = numbers_.all();
    for (std::size_t i = 0; i < sources.size(); ++i) {
      Dictionary* row = section(&top_, "SOURCES");
      set(row, "NUMBER", std::to_string(i + 1));
      set(row, "NAME", sources[i].document);
      show_value(row, "IN", "SECTION", sources[i].section);
      set(row, "PLACE", sources[i].place);
    }
  }

  const ReviewPacket& packet_;
  Dictionary top_;
  SourceNumbers numbers_;
};

}  // namespace

std::string packet_html(const ReviewPacket& packet) {
  static std::once_flag loaded;
  std::call_once(loaded, [] {
    ensure(
        ctemplate::StringToTemplateCache(template_name, packet_template, ctemplate::DO_NOT_STRIP),
        "packet.html.tpl is not a template");
    ensure(ctemplate::StringToTemplateCache(sheet_template_name, sheet_template,
                                            ctemplate::DO_NOT_STRIP),
           "sheet.html.tpl is not a template");
  });
  return Page(packet).render();
}

}  // namespace authledger
