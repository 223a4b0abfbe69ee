#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <sstream>

#include "engine/json/consent_codec.hpp"
#include "engine/json/event_codec.hpp"
#include "engine/json/register_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "engine/store/audit.hpp"
#include "engine/store/consents.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/record.hpp"
#include "engine/store/registry.hpp"
#include "tools/commands.hpp"
#include "tools/line_reader.hpp"
#include "tools/payers.hpp"
#include "tools/progress.hpp"

namespace authledger::tools {
namespace {

namespace fs = std::filesystem;

constexpr consent::Tag consent_tags[]{consent::Tag::ordinary, consent::Tag::part2,
                                      consent::Tag::counseling_notes,
                                      consent::Tag::psychotherapy_notes};
constexpr std::size_t lines_per_commit = 1'000;

struct Counts {
  std::size_t created = 0, existing = 0, changed = 0, refused = 0;
};

// The lines that could not be taken, with the reasons: written beside the file as they come, so
// that a mended copy can be imported again.
class RefusedLines {
 public:
  explicit RefusedLines(std::string path) : path_(std::move(path)) {
    std::error_code ignored;
    fs::remove(path_, ignored);  // of an earlier run
  }

  void add(std::size_t number, std::string_view line, const Problems& problems) {
    if (!file_.is_open()) {
      const mode_t before = umask(0077);  // the lines hold member data
      file_.open(path_, std::ios::binary);
      umask(before);
    }
    JsonWriter out;
    out.begin_object();
    out.field("line", number);
    out.key("problems");
    out.begin_array();
    for (const Problem& problem : problems) json::write_problem(out, problem);
    out.end_array();
    out.field("input", printable(line));
    out.end_object();
    file_ << out.text() << '\n' << std::flush;
    if (!file_) throw sql::Error("cannot write " + path_);
  }

  const std::string& path() const { return path_; }

 private:
  // A refused line may hold anything; what is not ASCII text is written as \xNN.
  static std::string printable(std::string_view line) {
    static constexpr char digits[] = "0123456789abcdef";
    JsonReader reader;
    if (reader.read(line, wire_limits)) return std::string(line);
    std::string text;
    for (const char c : line) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte >= 0x20 && byte < 0x7f)
        text += c;
      else
        text += std::string("\\x") + digits[byte >> 4] + digits[byte & 15];
    }
    return text;
  }

  std::string path_;
  std::ofstream file_;
};

class Import {
 public:
  Import(sql::Connection& writer, const PolicyBook& book, const fs::path& file, Instant now)
      : writer_(writer),
        book_(book),
        directory_(file.parent_path()),
        now_(now),
        refused_(file.string() + ".refused.ndjson") {}

  void take(std::size_t number, const std::string& line) {
    const auto tree = reader_.read(line, wire_limits);
    if (!tree) return refuse(number, line, tree.error());
    const JsonNode node = tree->root();
    if (const auto facility = node.find("facility"); facility && facility->is(JsonKind::object))
      return take_entry(number, line, node, "facility");
    if (const auto member = node.find("member"); member && member->is(JsonKind::object))
      return take_entry(number, line, node, "member");
    if (const auto consent = node.find("consent"); consent && consent->is(JsonKind::object))
      return take_entry(number, line, node, "consent");
    if (node.find("document")) return take_entry(number, line, node, "document");
    Problems problems;
    PostedEvent event =
        json::read_posted_event(node, json::Place(""), problems, json::Sender::import);
    if (!problems.empty()) return refuse(number, line, problems);
    events_.push_back(std::move(event));
    sources_.push_back({number, line});
    count_line();
  }

  void refuse(std::size_t number, std::string_view line, const Problems& problems) {
    ++counts_.refused;
    refused_.add(number, line, problems);
  }

  // What was taken so far is on disk when this returns.
  void commit() {
    record_events();
    if (group_ && in_group_.created + in_group_.changed > 0)
      store::append_audit(writer_,
                          store::local_entry(now_, "change", "authledger import", "events"));
    if (group_) group_->commit();
    group_.reset();
    lines_in_group_ = 0;
    counts_.created += in_group_.created;
    counts_.changed += in_group_.changed;
    counts_.existing += in_group_.existing;
    in_group_ = {};
  }

  const Counts& counts() const { return counts_; }
  const std::string& refused_path() const { return refused_.path(); }

 private:
  struct Source {
    std::size_t number;
    std::string line;
  };

  void open_group() {
    if (!group_) group_.emplace(writer_);
  }

  void count_line() {
    if (++lines_in_group_ >= lines_per_commit) commit();
  }

  void record_events() {
    if (events_.empty()) return;
    open_group();
    const auto verdicts = store::record(writer_, book_, events_, now_);
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      if (verdicts[i].verdict == store::Verdict::created) ++in_group_.created;
      if (verdicts[i].verdict == store::Verdict::exists) ++in_group_.existing;
      if (verdicts[i].verdict == store::Verdict::refused)
        refuse(sources_[i].number, sources_[i].line, verdicts[i].problems);
    }
    events_.clear();
    sources_.clear();
  }

  // A line {"facility": {...}}, {"member": {...}}, {"consent": {...}} or {"document": {...}}. The
  // events before it are recorded first, so that the order of the file is the order of recording.
  void take_entry(std::size_t number, const std::string& line, JsonNode node,
                  std::string_view kind) {
    record_events();
    open_group();
    Problems problems;
    const json::Place root("");
    json::Fields fields(node, root, problems);
    const JsonNode content = *fields.take(kind);
    fields.finish();
    const json::Place place = fields.place_of(kind);
    std::optional<store::Entered> entered;
    if (kind == "facility") {
      const auto facility = json::read_facility(content, place, problems);
      if (facility && problems.empty()) entered = store::enter_facility(writer_, *facility, now_);
    } else if (kind == "member") {
      const auto member = json::read_member(content, place, problems);
      if (member && problems.empty()) entered = store::enter_member(writer_, *member, now_);
    } else if (kind == "consent") {
      entered = take_consent(content, place, problems);
    } else {
      const auto document = read_document_line(content, place, problems);
      if (document && problems.empty()) entered = store::enter_document(writer_, *document, now_);
    }
    if (!entered) return refuse(number, line, problems);
    if (*entered == store::Entered::created) ++in_group_.created;
    if (*entered == store::Entered::changed) ++in_group_.changed;
    if (*entered == store::Entered::unchanged) ++in_group_.existing;
    count_line();
  }

  std::optional<store::Entered> take_consent(JsonNode content, const json::Place& place,
                                             Problems& problems) {
    const auto consent = json::read_consent(content, place, problems);
    if (!consent || !problems.empty()) return std::nullopt;
    if (!store::find_member(writer_, consent->member, store::registered_last)) {
      json::refuse(problems, ProblemCode::not_found, json::Place(place, "member"),
                   "member is \"" + consent->member + "\", whom the register does not have");
      return std::nullopt;
    }
    const auto entered = store::enter_consent(writer_, *consent, now_);
    if (entered) return *entered;
    problems.insert(problems.end(), entered.error().begin(), entered.error().end());
    return std::nullopt;
  }

  std::optional<store::Document> read_document_line(JsonNode node, const json::Place& place,
                                                    Problems& problems) {
    json::Fields fields(node, place, problems);
    store::Document document;
    document.member = fields.text("member");
    document.name = fields.text("name");
    document.media_type = fields.text_or("media_type", "");
    document.tag = fields.one_of_or("tag", consent_tags, consent::Tag::ordinary);
    const std::string path = fields.text("path");
    fields.finish();
    if (!problems.empty()) return std::nullopt;
    if (!store::find_member(writer_, document.member, now_))
      fields.refuse(ProblemCode::not_found, "member",
                    "member is \"" + document.member + "\", whom the register does not have");
    if (auto problem = read_content(path, document.content))
      fields.refuse(problem->code, "path", problem->detail);
    return problems.empty() ? std::optional(std::move(document)) : std::nullopt;
  }

  // Only files below the imported one's directory: an import file comes from somebody else.
  std::optional<Problem> read_content(const std::string& path, std::string& content) const {
    const fs::path relative = fs::path(path).lexically_normal();
    if (relative.is_absolute() || relative.empty() || *relative.begin() == "..")
      return Problem{ProblemCode::invalid_value,
                     "path is \"" + path + "\"; it must lie below the directory of the import file",
                     ""};
    const fs::path full = directory_ / relative;
    std::error_code failed;
    const auto size = fs::is_regular_file(full, failed) ? fs::file_size(full, failed) : 0;
    if (failed || !fs::is_regular_file(full, failed))
      return Problem{ProblemCode::not_found, "path is \"" + path + "\"; there is no such file", ""};
    if (size > document_limits.bytes)
      return Problem{ProblemCode::too_large,
                     "the file " + path + " has " + std::to_string(size) + " bytes; at most " +
                         std::to_string(document_limits.bytes) + " are taken",
                     ""};
    std::ifstream stream(full, std::ios::binary);
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    if (!stream) return Problem{ProblemCode::not_found, "the file " + path + " cannot be read", ""};
    content = bytes.str();
    return std::nullopt;
  }

  sql::Connection& writer_;
  const PolicyBook& book_;
  fs::path directory_;
  Instant now_;
  RefusedLines refused_;
  JsonReader reader_;
  std::vector<PostedEvent> events_;
  std::vector<Source> sources_;
  std::optional<sql::Transaction> group_;
  std::size_t lines_in_group_ = 0;
  Counts in_group_;  // not on disk yet
  Counts counts_;
};

void report(const Import& import, std::ostream& out) {
  const Counts& counts = import.counts();
  out << counts.created << " created, " << counts.changed << " changed, " << counts.existing
      << " already there, " << counts.refused << " refused\n";
  if (counts.refused > 0)
    out << "the refused lines and why: " << import.refused_path()
        << "\nmend them and import again; what is already there is not recorded twice\n";
}

}  // namespace

int import_file(const StorePaths& paths, const std::string& file, Instant now, std::ostream& out) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream || !fs::is_regular_file(file)) {
    std::cerr << "cannot read " << file << '\n';
    return exit_usage;
  }
  const auto book = read_payers(paths.payers);
  if (!book) return exit_usage;
  auto data = store::DataDirectory::open_to_write(paths.data);
  Import import(data.writer(), *book, file, now);
  LineReader lines(stream, wire_limits.bytes);
  std::string line;
  {
    Progress progress("import " + file, "bytes", fs::file_size(file));
    for (Line got = lines.next(line); got != Line::end; got = lines.next(line)) {
      if (got == Line::too_long)
        import.refuse(lines.number(), line.substr(0, 200),
                      {{ ProblemCode::too_large,
                         "the line has more than " + std::to_string(wire_limits.bytes) + " bytes",
                         "" }});
      else if (!line.empty())
        import.take(lines.number(), line);
      progress.at(lines.bytes_read());
    }
    import.commit();
  }
  report(import, out);
  return import.counts().refused == 0 ? exit_done : exit_refused;
}

}  // namespace authledger::tools
