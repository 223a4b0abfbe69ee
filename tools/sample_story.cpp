#include "tools/sample_story.hpp"

#include <algorithm>

#include "engine/base/json_writer.hpp"
#include "engine/json/consent_codec.hpp"
#include "engine/json/event_codec.hpp"
#include "tools/sample_attendance.hpp"
#include "tools/sample_dates.hpp"

namespace authledger {
namespace {

using json::Fields;
using json::Place;

constexpr int longest_story = 500;  // days
constexpr std::size_t most_sessions = 200;
constexpr int intake_days = 7;  // an admission is entered so long before its date
constexpr TimeOfDay morning{8 * 60};

// Who is so old on `today` and had the last birthday `days` ago.
std::optional<Date> birth_of(int years, int days, Date today) {
  const CivilDay birthday = civil(today - days);
  if (auto date = make_date(birthday.year - years, birthday.month, birthday.day)) return date;
  return make_date(birthday.year - years, 3, 1);
}

std::string file_name_of(std::string_view title) {
  std::string name;
  for (const char c : title) {
    if (c >= 'A' && c <= 'Z')
      name += static_cast<char>(c - 'A' + 'a');
    else
      name += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
  }
  return name + ".txt";
}

class Teller {
 public:
  Teller(JsonNode node, const Place& place, Problems& problems, const SampleSetting& setting)
      : problems_(problems), fields_(node, place, problems), setting_(setting) {}

  SampleStory tell() {
    if (fields_.is_object() && read_member() && read_schedules() && place_sessions()) {
      admit();
      record_sessions();
      read_log();
      read_consent();
      read_documents();
      read_notes();
      fields_.finish();
    }
    std::stable_sort(events_.begin(), events_.end(), [](const Event& one, const Event& other) {
      return one.recorded_at < other.recorded_at;
    });
    for (Event& event : events_) story_.event_lines.push_back(std::move(event.line));
    return std::move(story_);
  }

 private:
  struct Event {
    Instant recorded_at;
    std::string line;
  };
  struct InForce {
    std::optional<Date> from;  // none: from admission
    ScheduleSet schedule;
  };

  bool read_member() {
    SampleMember& member = story_.member;
    member = {fields_.text("id"), fields_.text("name"), fields_.text("facility"), {}, {}, {}};
    member.episode = member.id + "-e1";
    member.situation = fields_.text("situation");
    member.shows = fields_.texts("shows");
    const auto birth = read_birth();
    write_member(fields_.text("plan_member_id"), birth);
    const auto program =
        std::find_if(setting_.programs.begin(), setting_.programs.end(),
                     [&](const SampleProgram& it) { return it.facility.id == member.facility; });
    if (program == setting_.programs.end()) {
      fields_.refuse(ProblemCode::not_found, "facility",
                     "facility is \"" + member.facility + "\"; there is none of this id");
      return false;
    }
    program_ = &*program;
    dates_.emplace(SampleDates{program_->facility.zone, setting_.today, birth, {}, {}});
    return true;
  }

  std::optional<Date> read_birth() {
    const auto age = fields_.take("age");
    if (!age) return fields_.date("birth_date");
    const Place place = fields_.place_of("age");
    Fields fields(*age, place, problems_);
    const int years = fields.integer("years", 0, 99);
    const int days = fields.integer("days", 0, 364);
    fields.finish();
    return birth_of(years, days, setting_.today);
  }

  void write_member(const std::string& plan_member_id, std::optional<Date> birth) {
    JsonWriter out;
    out.begin_object();
    out.key("member");
    out.begin_object();
    out.field("id", story_.member.id);
    out.field("name", story_.member.name);
    out.field_if("birth_date", birth);
    out.field("plan_member_id", plan_member_id);
    out.end_object();
    out.end_object();
    story_.member_line = out.text();
  }

  bool read_schedules() {
    fields_.list("tracks", [&](JsonNode item, const Place& place) {
      Fields fields(item, place, problems_);
      const std::string name = fields.text("track");
      const auto from = fields.optional_text("from");
      fields.finish();
      const auto track = program_->tracks.find(name);
      if (track == program_->tracks.end())
        return fields.refuse(ProblemCode::not_found, "track",
                             "track is \"" + name + "\"; the facility has no such track");
      InForce in_force{from ? sample_date(*from, *dates_) : std::nullopt, track->second};
      if (in_force.from.has_value() == schedules_.empty())
        return fields.refuse(ProblemCode::invalid_value, "from",
                             "every track but the first needs a from that names a date");
      schedules_.push_back(std::move(in_force));
    });
    return !schedules_.empty();
  }

  const ScheduleSet& schedule_on(Date date) const {
    const InForce* found = &schedules_.front();
    for (const InForce& it : schedules_)
      if (it.from && *it.from <= date) found = &it;
    return found->schedule;
  }

  bool is_scheduled(Date date) const {
    return schedule_on(date).meets_on(date.weekday()) && !program_->facility.is_closed(date);
  }

  // The pattern's last letter stands on the last scheduled day up to `until`.
  bool place_sessions() {
    for (const char letter : fields_.text("attendance"))
      if (letter != ' ') pattern_ += letter;
    const Date today = setting_.today;
    const auto until = sample_date(fields_.text_or("until", "today-1"), *dates_);
    if (pattern_.empty() || pattern_.size() > most_sessions || !until || *until >= today) {
      fields_.refuse(ProblemCode::invalid_value, "attendance",
                     "attendance needs 1 to 200 letters and an until before today");
      return false;
    }
    std::vector<Date>& days = dates_->sessions;
    for (Date date = *until; days.size() < pattern_.size() && today - date < longest_story;
         date = date - 1)
      if (is_scheduled(date)) days.push_back(date);
    std::reverse(days.begin(), days.end());
    for (int n = 0; n < longest_story; ++n)
      if (is_scheduled(today + n)) dates_->ahead.push_back(today + n);
    if (days.size() == pattern_.size()) return true;
    fields_.refuse(ProblemCode::out_of_range, "attendance",
                   "attendance has more letters than there are scheduled days in reach");
    return false;
  }

  const Zone& zone() const { return program_->facility.zone; }
  Date admission() const { return dates_->sessions.front(); }
  Instant intake() const { return zone().at(admission() - intake_days, morning); }

  // write(out) adds the episode and what the event says to its id and recorded_at.
  template <class Write>
  void say(const std::string& id, Instant recorded_at, const Place& place, Write write) {
    if (recorded_at >= zone().start_of(setting_.today) || recorded_at < intake())
      json::refuse(problems_, ProblemCode::out_of_range, place,
                   "event " + id + " would be recorded at " + to_text(recorded_at) +
                       "; all is recorded from intake to the end of yesterday");
    JsonWriter out;
    out.begin_object();
    out.field("id", story_.member.id + "-" + id);
    out.field("recorded_at", recorded_at);
    write(out);
    out.end_object();
    events_.push_back({recorded_at, std::string(out.text())});
  }

  void say_fact(const std::string& id, Instant recorded_at, const Fact& fact) {
    say(id, recorded_at, fields_.place_of("attendance"), [&](JsonWriter& out) {
      out.field("episode", story_.member.episode);
      json::write_fact(out, fact);
    });
  }

  void admit() {
    say("admitted", intake(), fields_.place_of("attendance"), [&](JsonWriter& out) {
      out.field("facility", story_.member.facility);
      out.field("member", story_.member.id);
      json::write_fact(out,
                       EpisodeAdmitted{story_.member.episode, admission(), "iop", dates_->birth});
    });
    for (std::size_t n = 0; n < schedules_.size(); ++n) {
      ScheduleSet schedule = schedules_[n].schedule;
      schedule.effective = schedules_[n].from.value_or(admission());
      say_fact("schedule-" + std::to_string(n + 1),
               n == 0 ? intake() : zone().at(schedule.effective - 1, morning), schedule);
    }
  }

  void record_sessions() {
    for (std::size_t n = 0; n < pattern_.size(); ++n) {
      const Date date = dates_->sessions[n];
      const auto facts =
          attendance_facts(pattern_[n], static_cast<int>(n) + 1, date, schedule_on(date), zone());
      if (!facts)
        return fields_.refuse(
            ProblemCode::invalid_value, "attendance",
            std::string("attendance has the letter ") + pattern_[n] + ", which says nothing");
      for (const AttendanceFact& it : *facts) say_fact(it.id, it.learned, it.fact);
    }
  }

  std::string filled(std::string_view text, const Place& place) {
    std::string fault;
    auto result = fill_sample_text(text, *dates_, fault);
    if (!result) refuse_sample_words(problems_, place, fault);
    return result.value_or(std::string());
  }

  void read_log() {
    fields_.list_or_empty("also", [&](JsonNode item, const Place& place) {
      const auto group = setting_.groups && item.is(JsonKind::string)
                             ? setting_.groups->find(item.text())
                             : std::nullopt;
      if (!group)
        return json::refuse(problems_, ProblemCode::not_found, place,
                            item.excerpt() + " names no group of events");
      for (const JsonNode event : group->children()) tell_event(event, place);
    });
    fields_.list_or_empty("log",
                          [&](JsonNode item, const Place& place) { tell_event(item, place); });
  }

  // An event as on the wire, with its dates still in words; what else it says is judged by the
  // door.
  void tell_event(JsonNode node, const Place& place) {
    const auto id = node.find("id");
    const std::string name = id && id->is(JsonKind::string) ? std::string(id->text())
                                                            : "event-" + std::to_string(++told_);
    say(name, when_learned(node, place), place, [&](JsonWriter& out) {
      out.field("episode", story_.member.episode);
      for (const JsonNode field : node.children()) {
        if (field.key() == "id" || field.key() == "recorded_at") continue;
        out.key(field.key());
        if (field.key() == "withdraws")
          out.value(story_.member.id + "-" + std::string(field.text()));
        else
          copy_filled(out, field, place);
      }
    });
  }

  // As it says itself; else when it happened; else in the morning of its date; else at intake.
  Instant when_learned(JsonNode node, const Place& place) {
    for (const std::string_view name : {"recorded_at", "at", "decided_at", "effective", "date"}) {
      const auto field = node.find(name);
      if (!field || !field->is(JsonKind::string)) continue;
      const std::string text = filled(field->text(), place);
      if (const auto instant = parse_instant(text)) return *instant;
      if (const auto date = parse_date(text)) return zone().at(*date, morning);
    }
    return intake();
  }

  void copy_filled(JsonWriter& out, JsonNode node, const Place& place) {
    switch (node.kind()) {
      case JsonKind::null:
        return out.null();
      case JsonKind::boolean:
        return out.value(node.boolean());
      case JsonKind::integer:
        return out.value(node.integer());
      case JsonKind::number:
        return out.raw(node.text());
      case JsonKind::string:
        if (node.text().starts_with("{{year ")) return out.raw(filled(node.text(), place));
        return out.value(filled(node.text(), place));
      case JsonKind::array:
        out.begin_array();
        for (const JsonNode item : node.children()) copy_filled(out, item, place);
        return out.end_array();
      case JsonKind::object:
        out.begin_object();
        for (const JsonNode member : node.children()) {
          out.key(member.key());
          copy_filled(out, member, place);
        }
        return out.end_object();
    }
  }

  void write_document(std::string_view name, std::string_view media_type, std::string_view path) {
    JsonWriter out;
    out.begin_object();
    out.key("document");
    out.begin_object();
    out.field("member", story_.member.id);
    out.field("name", name);
    out.field("media_type", media_type);
    out.field("path", path);
    out.end_object();
    out.end_object();
    story_.document_lines.emplace_back(out.text());
  }

  // A consent to all future treatment, payment and operations, signed at intake, and what became of
  // it; members of a program without the word have signed none.
  void read_consent() {
    const auto said = fields_.optional_word("consent", {"given", "revoked"});
    if (!said) return;
    consent::Consent form;
    form.id = "consent-1";
    form.member = story_.member.id;
    form.from = {story_.member.facility};
    form.to = {{consent::RecipientClass::health_plan, ""}};
    form.kinds = {consent::Tag::part2};
    form.what = "all records of the treatment in this program";
    form.all_future_tpo = form.never_expires = true;
    form.says_right_to_revoke = form.says_redisclosure = form.says_consequences = true;
    form.signed_by = "the patient";
    form.signed_on = zone().day_of(intake());
    if (*said == "revoked") form.revoked_at = zone().at(setting_.today + -2, morning);
    JsonWriter out;
    out.begin_object();
    out.key("consent");
    json::write_consent(out, form);
    out.end_object();
    story_.consent_lines.emplace_back(out.text());
  }

  void read_documents() {
    fields_.list_or_empty("documents", [&](JsonNode item, const Place& place) {
      Fields fields(item, place, problems_);
      const std::string name = fields.text("name");
      const std::string media_type = fields.text("media_type");
      const std::string path = "documents/" + fields.text("file");
      fields.finish();
      if (path.find("..") != std::string::npos)
        fields.refuse(ProblemCode::invalid_value, "file", "file must lie below documents/");
      write_document(name, media_type, path);
      story_.copies.push_back({path, path});
    });
  }

  void read_notes() {
    fields_.list_or_empty("notes", [&](JsonNode item, const Place& place) {
      Fields fields(item, place, problems_);
      const std::string name = fields.text("name");
      SampleFile file{"documents/" + story_.member.id + "/" + file_name_of(name), {}};
      fields.list("lines", [&](JsonNode line, const Place& here) {
        if (line.is(JsonKind::string)) file.bytes += filled(line.text(), here);
        file.bytes += '\n';
      });
      fields.finish();
      write_document(name, "text/plain", file.path);
      story_.files.push_back(std::move(file));
    });
  }

  Problems& problems_;
  Fields fields_;
  const SampleSetting& setting_;
  const SampleProgram* program_ = nullptr;
  std::optional<SampleDates> dates_;
  std::vector<InForce> schedules_;
  std::string pattern_;
  std::vector<Event> events_;
  int told_ = 0;  // events of the log without an id of their own
  SampleStory story_;
};

}  // namespace

void refuse_sample_words(Problems& problems, const json::Place& place, std::string_view words) {
  json::refuse(problems, ProblemCode::invalid_value, place,
               "\"" + std::string(words) + "\" names no date of this story");
}

SampleStory tell_sample_story(JsonNode node, const json::Place& place, Problems& problems,
                              const SampleSetting& setting) {
  return Teller(node, place, problems, setting).tell();
}

}  // namespace authledger
