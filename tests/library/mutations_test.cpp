// Every rule in the library comes to bear, and a case shows that it does: whoever changes one
// number, boolean or word of the vocabulary in one rule of one document must see a case of its
// folder fail. What nobody notices is listed as file and pointer.
//
//     library_test --gtest_filter='Mutations.*'
#include <algorithm>
#include <map>

#include "engine/json/policy_codec.hpp"
#include "engine/library/run_case.hpp"
#include "tests/library/library_files.hpp"
#include "tests/support/json.hpp"

namespace authledger {
namespace {

using test::Json;
using test::parsed;

using Pointer = Json::json_pointer;

const char* const sections[] = {"services",
                                "allowances",
                                "reviews",
                                "reviews_open",
                                "missed_sessions",
                                "duties",
                                "approvals",
                                "prior_authorization",
                                "request_amounts",
                                "timely_filing",
                                "retro_authorization",
                                "transition",
                                "clocks",
                                "evidence",
                                "review_forms",
                                "quotas",
                                "group_sizes",
                                "exclusions"};

// The words that a member may hold, by the member's name.
const std::map<std::string, std::vector<std::string>> vocabularies{
    {"authorization", {"required", "none", "unknown", "prohibited", "notification"}},
    {"unit", {"visit", "day", "hour", "quarter_hour"}},
    {"rounding", {"down", "nearest", "up"}},
    {"on", {"service_date", "admission"}},
    {"before", {"end", "exhaustion", "last_covered_day"}},
    {"after",
     {"admission", "first_session", "discharge", "authorization_start", "denial", "uncovered"}},
    {"outcomes", {"no_show", "cancelled_by_member", "cancelled_by_facility"}},
    {"pattern", {"consecutive", "total"}},
    {"repeat", {"once", "each"}},
    {"action", {"notify", "outreach", "plan_update", "discharge_review"}},
    {"allowed", {"within", "none", "emergency_only"}},
    {"if_late", {"deemed_granted", "deemed_denied"}},
    {"for", {"initial", "review", "continued_stay", "discharge", "retro"}},
    {"required", {"risk", "allergies", "barriers"}},
    {"optional", {"risk", "allergies", "barriers"}},
    {"seen", {"whole", "in_part"}},
    {"document", {"notes", "scores", "symptoms", "impairment"}},
    {"per", {"week", "month"}}};

// What still decodes when changed must be noticed: of a number, a boolean or a time of day the
// first of the others that decodes; of a word one of them.
struct Mutation {
  Pointer place;
  std::vector<Json> others;
  bool is_word = false;
};

std::string an_hour_on(const std::string& time, int hours) {
  const auto parsed = parse_time_of_day(time);
  return parsed ? to_text(TimeOfDay{(parsed->minutes + hours * 60 + 24 * 60) % (24 * 60)}) : time;
}

// For what is paid without an authorization, the ledger does not mind why.
bool are_alike(const std::string& one, const std::string& other) {
  const auto needs_none = [](const std::string& word) {
    return word == "none" || word == "prohibited" || word == "notification";
  };
  return one == other || (needs_none(one) && needs_none(other));
}

// When every single miss triggers, all patterns say the same.
bool says_nothing(const Json& rule, const std::string& member) {
  return member == "pattern" && rule.value("count", 0) == 1 && rule.value("repeat", "") == "each";
}

void collect(const Json& value, const Pointer& place, const std::string& name,
             std::vector<Mutation>& all) {
  if (value.is_object()) {
    for (const auto& [key, member] : value.items())
      if (!says_nothing(value, key)) collect(member, place / key, key, all);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) collect(value[i], place / i, name, all);
  } else if (value.is_boolean()) {
    all.push_back({place, {!value.get<bool>()}});
  } else if (value.is_number_integer()) {
    all.push_back({place, {value.get<int>() + 1, value.get<int>() - 1}});
  } else if (value.is_string() && (name == "from" || name == "to" || name == "by")) {
    const auto time = value.get<std::string>();
    all.push_back({place, {an_hour_on(time, 1), an_hour_on(time, -1)}});
  } else if (value.is_string() && vocabularies.contains(name)) {
    Mutation mutation{place, {}, true};
    for (const std::string& word : vocabularies.at(name))
      if (name == "authorization" ? !are_alike(word, value.get<std::string>())
                                  : word != value.get<std::string>())
        mutation.others.emplace_back(word);
    all.push_back(std::move(mutation));
  }
}

std::vector<Mutation> mutations_of(const Json& document) {
  std::vector<Mutation> all;
  for (const char* section : sections)
    if (document.contains(section)) collect(document[section], Pointer() / section, section, all);
  return all;
}

// A library whose documents can be changed one at a time.
class Laboratory {
 public:
  explicit Laboratory(const std::vector<library::TextFile>& files) {
    library::Faults faults;
    library_ = library::read_library(files, faults);
    for (const library::Fault& fault : faults) ADD_FAILURE() << to_text(fault);
    for (const library::TextFile& file : files) texts_[file.path] = file.text.value_or("");
    // A case that fails anyway would notice everything.
    for (const library::CaseFile& file : library_.cases)
      if (library::run(file.content, library_.book).empty())
        cases_[file.place.folder].push_back(&file.content);
  }

  // The mutations that nobody noticed, as "file/pointer: from -> to".
  std::vector<std::string> survivors() {
    std::vector<std::string> unnoticed;
    for (std::size_t i = 0; i < library_.places.size(); ++i) {
      const Policy original = library_.book.documents[i];
      const std::string& path = library_.places[i].path;
      Json document = parsed(texts_.at(path));
      for (const Mutation& mutation : mutations_of(document)) {
        ++tried;
        const Json before = document.at(mutation.place);
        if (const auto other = unnoticed_change(i, document, mutation))
          unnoticed.push_back(path + mutation.place.to_string() + ": " + before.dump() + " -> " +
                              other->dump());
        document.at(mutation.place) = before;
      }
      put(i, original);
    }
    return unnoticed;
  }

  int tried = 0;

 private:
  void put(std::size_t index, Policy policy) {
    library_.book.documents[index] = std::move(policy);
    library_.book.stacked = {};
  }

  // The other value that no case notices.
  std::optional<Json> unnoticed_change(std::size_t index, Json& document,
                                       const Mutation& mutation) {
    const auto& cases = cases_[library_.places[index].folder];
    for (const Json& other : mutation.others) {
      document.at(mutation.place) = other;
      auto policy = json::read_policy_text(document.dump());
      if (!policy) continue;
      put(index, std::move(*policy));
      if (std::all_of(cases.begin(), cases.end(),
                      [&](const auto* it) { return library::run(*it, library_.book).empty(); }))
        return other;
      if (!mutation.is_word) return std::nullopt;
    }
    return std::nullopt;
  }

  library::Library library_;
  std::map<std::string, std::string> texts_;                                      // by path
  std::map<std::string, std::vector<const authledger::json::PayerCase*>> cases_;  // by folder
};

TEST(Mutations, OfEveryRuleInThePayersFolderAreNoticedByACase) {
  Laboratory laboratory(test::library_files(test::source_folder / "payers"));
  for (const std::string& survivor : laboratory.survivors()) ADD_FAILURE() << survivor;
  EXPECT_GT(laboratory.tried, 300);
  RecordProperty("tried", laboratory.tried);
}

std::vector<library::TextFile> sound_library() {
  return test::library_files(test::source_folder / "tests/library/broken/nothing-broken");
}

TEST(Mutations, AreNoticedWhereACaseShowsEveryRule) {
  Laboratory laboratory(sound_library());
  EXPECT_EQ(laboratory.survivors(), std::vector<std::string>{});
  EXPECT_EQ(laboratory.tried, 5);
}

TEST(Mutations, OfWhatNoCaseExpectsAreListed) {
  auto files = sound_library();
  for (library::TextFile& file : files) {
    if (!library::is_case_path(file.path)) continue;
    Json content = parsed(*file.text);
    content["expect"].erase("obligations");
    file.text = content.dump();
  }
  EXPECT_EQ(Laboratory(files).survivors(),
            (std::vector<std::string>{
                R"(sample-payer/2026-01-01.json/reviews/0/before: "end" -> "exhaustion")",
                "sample-payer/2026-01-01.json/reviews/0/business_days: 2 -> 3"}));
}

}  // namespace
}  // namespace authledger
