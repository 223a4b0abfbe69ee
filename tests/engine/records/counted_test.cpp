// What stands in public documents, what is read of it, and what of that is right: for each document
// and section, against statements that somebody counted by hand, or that XPath and the bare JSON
// count. With AUTHLEDGER_WRITE_DOCS set, writes the table to docs/reading.md.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <pugixml.hpp>
#include <set>

#include "engine/base/json_tree.hpp"
#include "engine/records/plain_text.hpp"
#include "tests/engine/records/clinical_files.hpp"

namespace authledger::test {
namespace {

struct Statement {
  std::string section, words, value, date;
  bool is_negated = false;
  bool is_narrative = false;  // "first ... last"
  std::string unread;         // why it is not read as a statement
};

struct Row {
  std::string document, counted, section;
  std::size_t present = 0, extracted = 0, correct = 0;
  std::string remark;
  std::size_t unread = 0;
};

std::string part_before(std::string& line, std::string_view mark) {
  const std::size_t at = std::min(line.find(mark), line.size());
  std::string part(trimmed(std::string_view(line).substr(0, at)));
  line.erase(0, std::min(at + mark.size(), line.size()));
  return part;
}

Statement statement_of(std::string line) {
  Statement statement;
  const bool is_unread = line.starts_with("- ");
  if (is_unread) line.erase(0, 2);
  std::string said = part_before(line, " # ");
  if (is_unread) statement.unread = trimmed(line);
  statement.section = part_before(said, "|");
  statement.words = part_before(said, "|");
  statement.value = part_before(said, "|");
  statement.date = trimmed(said);
  if (statement.words.starts_with("not ") && !statement.words.starts_with("not interested")) {
    statement.is_negated = true;
    statement.words.erase(0, 4);
  }
  statement.is_narrative = statement.words.starts_with('"');
  if (statement.is_narrative)
    statement.words = statement.words.substr(1, statement.words.size() - 2);
  return statement;
}

using Counted = std::vector<std::pair<std::string, std::vector<Statement>>>;

Counted counted_by_hand() {
  std::ifstream file(std::string(AUTHLEDGER_SOURCE_DIR) + "/tests/data/counted/statements.txt");
  EXPECT_TRUE(file);
  Counted documents;
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    if (line.starts_with('['))
      documents.push_back({line.substr(1, line.size() - 2), {}});
    else
      documents.back().second.push_back(statement_of(line));
  }
  return documents;
}

std::string section_of(const RecordItem& item) {
  const Source& source = item.sources.at(0);
  return source.section_code.empty() || source.place.find("characters ") != std::string::npos
             ? source.section
             : source.section_code;
}

// Without blanks and the marks between cells: how a table is laid out is not what it says.
std::string bare(std::string_view text) {
  std::string out;
  for (const char c : lower(text))
    if (std::string_view(" \t\r\n|").find(c) == std::string_view::npos) out += c;
  return out;
}

bool says(const RecordItem& item, const Statement& statement) {
  if (statement.is_narrative) {
    const std::size_t dots = statement.words.find(" ... ");
    const std::string text = bare(item.text);
    return item.kind == ItemKind::narrative &&
           text.starts_with(bare(statement.words.substr(0, dots))) &&
           text.ends_with(bare(statement.words.substr(dots + 5)));
  }
  std::string words = item.text + "\n" + item.written + "\n" + item.value;
  for (const Detail& detail : item.details)
    if (detail.name == original_text) words += "\n" + detail.text;
  const bool has_words = lower(words).find(lower(statement.words)) != std::string::npos;
  const bool has_value =
      lower(item.value + "\n" + item.text).find(lower(statement.value)) != std::string::npos;
  const std::string date = item.date ? to_text(*item.date) : "";
  return item.kind != ItemKind::narrative && item.negated == statement.is_negated && has_words &&
         has_value && (statement.date.empty() || date == statement.date);
}

std::vector<Row> rows_of(const std::string& name, const std::vector<Statement>& statements) {
  const ClinicalRecord record = clinical_record(name);
  std::vector<Row> rows;
  std::set<const RecordItem*> taken;
  for (const Statement& statement : statements) {
    auto row = std::find_if(rows.begin(), rows.end(),
                            [&](const Row& known) { return known.section == statement.section; });
    if (row == rows.end()) {
      Row fresh{name, "by hand", statement.section, 0, 0, 0, "", 0};
      for (const RecordItem& item : record.items)
        if (section_of(item) == statement.section &&
            (item.kind == ItemKind::narrative) == statement.is_narrative)
          ++fresh.extracted;
      row = rows.insert(rows.end(), fresh);
    }
    ++row->present;
    if (!statement.unread.empty()) {
      ++row->unread;
      if (row->remark.empty()) row->remark = statement.unread;
      continue;
    }
    const auto item =
        std::find_if(record.items.begin(), record.items.end(), [&](const RecordItem& each) {
          return section_of(each) == statement.section && !taken.contains(&each) &&
                 says(each, statement);
        });
    if (item == record.items.end()) {
      ADD_FAILURE() << name << " " << statement.section << ": \"" << statement.words << "\" "
                    << statement.value << " " << statement.date << " is not found";
      continue;
    }
    taken.insert(&*item);
    ++row->correct;
  }
  return rows;
}

// How many of these names the items have, each counted once.
Row compared(const std::string& document, const std::string& counted, const std::string& section,
             std::vector<std::string> present, const std::vector<std::string>& extracted) {
  Row row{document, counted, section, present.size(), extracted.size(), 0, "", 0};
  for (const std::string& name : extracted) {
    const auto same = std::find(present.begin(), present.end(), collapsed(name));
    if (same == present.end()) {
      ADD_FAILURE() << document << " " << section << ": \"" << name << "\" is not in the document";
      continue;
    }
    ++row.correct;
    present.erase(same);
  }
  return row;
}

struct Path {
  const char* section;
  const char* names;  // within the section
};
const Path paths[]{
    {"48765-2", ".//participantRole/playingEntity/code/@displayName"},
    {"10160-0", ".//manufacturedMaterial/code/@displayName"},
    {"11450-4", ".//act/entryRelationship/observation/value/@displayName"},
    {"11369-6", ".//manufacturedMaterial/code/@displayName"},
    {"8716-3", ".//organizer/component/observation/code/@displayName"},
    {"30954-2", ".//organizer/component/observation/code/@displayName"},
    {"47519-4", "entry/procedure/code/@displayName | entry/act/code/@displayName"},
    {"10190-7", ".//observation[value]/code/@displayName"},
};

std::vector<Row> rows_by_xpath(const std::string& name) {
  const std::string bytes = clinical_file(name);
  pugi::xml_document document;
  EXPECT_TRUE(document.load_buffer(bytes.data(), bytes.size()));
  const ClinicalRecord record = clinical_record(name);
  std::vector<Row> rows;
  for (const Path& path : paths) {
    const std::string section = "//section[code/@code='" + std::string(path.section) + "']";
    std::vector<std::string> present, extracted;
    for (const pugi::xpath_node& node : document.select_nodes(section.c_str()))
      for (const pugi::xpath_node& found : node.node().select_nodes(path.names))
        present.push_back(collapsed(found.attribute().value()));
    for (const RecordItem& item : record.items)
      if (item.kind != ItemKind::narrative && section_of(item) == path.section)
        extracted.push_back(item.text);
    rows.push_back(compared(name, "XPath", path.section, std::move(present), extracted));
  }
  return rows;
}

std::optional<JsonNode> first_child(JsonNode node) {
  for (const JsonNode child : node.children()) return child;
  return std::nullopt;
}

// The text of a CodeableConcept, or the display of its first coding.
std::string concept_words(std::optional<JsonNode> node) {
  if (node && node->is(JsonKind::array)) node = first_child(*node);
  if (!node) return "";
  if (const auto text = node->find("text")) return collapsed(text->text());
  const auto coding = node->find("coding");
  const auto first = coding ? first_child(*coding) : std::nullopt;
  const auto display = first ? first->find("display") : std::nullopt;
  return display ? collapsed(display->text()) : "";
}

const std::map<std::string, std::string> name_of_type{
    {"Condition", "code"},   {"MedicationRequest", "medicationCodeableConcept"},
    {"Procedure", "code"},   {"Encounter", "type"},
    {"Observation", "code"}, {"Immunization", "vaccineCode"},
    {"Goal", "description"}, {"AllergyIntolerance", "code"}};

void count_resource(JsonNode resource, std::map<std::string, std::vector<std::string>>& present) {
  const std::string type(resource.find("resourceType")->text());
  if (const auto name = name_of_type.find(type); name != name_of_type.end())
    present[type].push_back(concept_words(resource.find(name->second)));
}

std::vector<Row> rows_by_json(const std::string& name) {
  std::map<std::string, std::vector<std::string>> present, extracted;
  const std::string bytes = clinical_file(name);
  JsonReader reader;
  if (name.ends_with(".ndjson")) {
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
      if (const auto tree = reader.read(bytes.substr(at, end - at), document_limits))
        count_resource(tree->root(), present);
      at = end + 1;
    }
  } else {
    const auto tree = reader.read(bytes, document_limits);
    for (const JsonNode entry : tree->root().find("entry")->children())
      count_resource(*entry.find("resource"), present);
  }
  for (const RecordItem& item : clinical_record(name).items)
    extracted[item.sources.at(0).section].push_back(item.text);
  std::vector<Row> rows;
  for (const auto& [type, names] : present)
    rows.push_back(compared(name, "JSON", type, names, extracted[type]));
  return rows;
}

Row row_of_responses(const std::string& name) {
  const std::string bytes = clinical_file(name);
  JsonReader reader;
  const auto tree = reader.read(bytes, document_limits);
  std::vector<std::string> present, extracted;
  for (const JsonNode item : tree->root().find("item")->children())
    if (item.find("answer")) present.push_back(collapsed(item.find("text")->text()));
  for (const RecordItem& item : clinical_record(name).items) {
    for (const Answer& answer : item.answers) extracted.push_back(answer.question);
    if (item.total) extracted.push_back("Patient health questionnaire 9 item total score");
    if (item.kind == ItemKind::narrative)
      extracted.push_back(item.text.substr(0, item.text.find(": ")));
  }
  return compared(name, "JSON", "QuestionnaireResponse", std::move(present), extracted);
}

std::string table(const std::vector<Row>& rows) {
  std::string text =
      "# What is read of public documents\n\n"
      "Written by `tests/engine/records/counted_test.cpp`, which fails when the figures change; "
      "with `AUTHLEDGER_WRITE_DOCS=1`\nit writes them anew. Seven documents were counted by hand "
      "(`tests/data/counted`), the others by XPath or from the bare JSON.\n*Present*: statements "
      "in the section (a section without entries counts as one, its narrative). *Extracted*: "
      "items that the reader\nmade of it. *Correct*: those that say the same thing with the same "
      "value and date, and the same negation. A section that has\nentries also yields its "
      "narrative, which is not counted here.\n\n"
      "| document | counted | section | present | extracted | correct | what is missing |\n"
      "|---|---|---|--:|--:|--:|---|\n";
  Row sum;
  for (const Row& row : rows) {
    text += "| " + row.document + " | " + row.counted + " | " + row.section + " | " +
            std::to_string(row.present) + " | " + std::to_string(row.extracted) + " | " +
            std::to_string(row.correct) + " | " + row.remark + " |\n";
    sum.present += row.present;
    sum.extracted += row.extracted;
    sum.correct += row.correct;
  }
  return text + "| all | | | " + std::to_string(sum.present) + " | " +
         std::to_string(sum.extracted) + " | " + std::to_string(sum.correct) + " | |\n";
}

TEST(CountedDocuments, EveryStatementOfElevenPublicDocumentsIsReadOrNamedAsUnread) {
  std::vector<Row> rows;
  const auto append = [&](const std::vector<Row>& more) {
    rows.insert(rows.end(), more.begin(), more.end());
  };
  for (const auto& [name, statements] : counted_by_hand()) append(rows_of(name, statements));
  append(rows_by_xpath("onc-ccda-testdata/170.315_b8_ds4p_amb_sample1_v8.xml"));
  append(rows_by_json("synthea-r4-bundles/Milan_Beatty_e78d0ed2-1b54-4c30-90ae-f7405af1e402.json"));
  append(rows_by_json("synthea-bulk-10/Encounter.ndjson"));
  rows.push_back(row_of_responses("us-core-examples/QuestionnaireResponse-phq-9-example.json"));
  for (const Row& row : rows) {
    EXPECT_EQ(row.correct + row.unread, row.present) << row.document << " " << row.section;
    EXPECT_EQ(row.extracted, row.correct) << row.document << " " << row.section;
  }
  const std::string path = std::string(AUTHLEDGER_SOURCE_DIR) + "/docs/reading.md";
  if (std::getenv("AUTHLEDGER_WRITE_DOCS") != nullptr) std::ofstream(path) << table(rows);
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), table(rows))
      << "run this test with AUTHLEDGER_WRITE_DOCS=1 and look at the difference";
}

// Every section of the hand-counted documents that has text is on the list: none is overlooked.
TEST(CountedDocuments, NoSectionWithAStatementIsLeftOutOfTheCount) {
  for (const auto& [name, statements] : counted_by_hand()) {
    std::set<std::string> listed;
    for (const Statement& statement : statements) listed.insert(statement.section);
    const ClinicalRecord record = clinical_record(name);
    for (const RecordItem& item : record.items) {
      const bool is_empty_table = item.text.ends_with("No data");
      EXPECT_TRUE(listed.contains(section_of(item)) || is_empty_table)
          << name << " " << section_of(item) << ": " << item.text;
    }
  }
}

}  // namespace
}  // namespace authledger::test
