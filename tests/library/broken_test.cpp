// Libraries in broken/, each broken in one way by its author: each is refused with the message that
// the author needs, and with nothing else. The folder's name says what is wrong.
#include <algorithm>
#include <map>
#include <set>

#include "engine/library/check.hpp"
#include "tests/library/library_files.hpp"

namespace authledger {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

const fs::path broken = test::source_folder / "tests/library/broken";

const std::map<std::string, Lines> messages{
    {"ages-the-wrong-way-round",
     {"sample-payer/2026-01-01.json#/services/0/ages: ages are from 21 to 18: nobody -- let "
      "from be no more than to [ages_reversed]"}},
    {"case-that-does-not-decode",
     {"sample-payer/cases/review.json#/as_of: as_of is \"2026-03-03\"; it must be a possible "
      "instant with an offset, such as 2026-03-02T09:00:00-06:00 -- write what the manual in "
      "schemas/ says for this field [does_not_decode]",
      "sample-payer/cases/review.json#/sessions/0: an entry of sessions needs its dates under "
      "exactly one of attended, no_show, cancelled_by_member, cancelled_by_facility -- write "
      "what the manual in schemas/ says for this field [does_not_decode]"}},
    {"case-that-fails",
     {"sample-payer/cases/review.json#/expect/obligations/review:A1/due_at: expected "
      "\"2026-03-18T22:00:00Z\", came \"2026-03-17T22:00:00Z\" -- mend the rule, or what the "
      "case expects of it [case_fails]"}},
    {"case-that-names-no-rule",
     {"sample-payer/cases/review.json#/rules/2: no document in sample-payer has the rule "
      "2026-01-01/before-endd -- write <version>/<rule key> of a document in the folder "
      "[case_names_no_rule]"}},
    {"case-without-a-policy",
     {"sample-nobody/cases/review.json: there is no document in sample-nobody -- move the "
      "case to the folder of the document that it shows [case_without_document]"}},
    {"contract-with-nobody",
     {"sample-payer/2026-01-01.json#/payer: the contract stands on sample-payer, of which "
      "there is no document -- name the payer as its documents do [contract_without_payer]"}},
    {"criteria-called-otherwise",
     {"criteria/sample-set.json#/key: key is asked, the file is sample-set.json -- give both the "
      "same name [criteria_key_is_not_file]",
      "criteria/sample-set.json#/sources/0/grade: the source S1 has the grade D -- the grade is A "
      "(payer, state or federal text), B (their document at a third party) or C (a third party's "
      "description); what nobody wrote down is no source [source_grade]"}},
    {"criteria-of-a-payer-without-documents",
     {"criteria/sample-set.json#/applies_to/1/payer: there is no document of sample-player -- "
      "name the payer as its documents do [criteria_of_no_payer]"}},
    {"document-that-is-never-chosen",
     {"sample-payer/2026-01-01.json#/effective: on all its days "
      "sample-payer/2026-01-01-b.json, of the same scope, is chosen -- narrow one of the two "
      "in applies_to, or let them follow each other [never_chosen]"}},
    {"document-without-a-case",
     {"sample-payer/2026-01-01-b.json: no case names a rule of this document -- write one "
      "for every rule in sample-payer/cases [document_without_case]"}},
    {"duty-key-with-two-anchors",
     {"sample-payer/2026-01-01.json#/duties/0/key: the duty treatment-plan is counted once "
      "after admission here and once after first_session in sample-payer/2026-01-01-b.json "
      "-- give one of the two another key: within a payer a key means one duty "
      "[duty_key_means_two_things]"}},
    {"ends-before-it-starts",
     {"sample-payer/2026-01-01.json#/effective/to: it ends on 2025-12-31, before it starts on "
      "2026-01-01 -- let it end later, or not at all (null) [ends_before_start]"}},
    {"gap-between-versions",
     {"sample-payer/2026-01-01.json#/effective/to: no version of this scope speaks on "
      "2026-06-01 to 2026-06-30 (30 days); the next is sample-payer/2026-07-01.json -- let "
      "it end on the day before the next starts; if nobody knows what held between, add a "
      "version that says so in unknown [gap]"}},
    {"grade-of-general-knowledge",
     {"sample-payer/2026-01-01.json#/sources/0/grade: the source S1 has the grade G -- the "
      "grade is A (payer, state or federal text), B (their document at a third party) or C "
      "(a third party's description); what nobody wrote down is no source [source_grade]"}},
    {"invented-for-a-real-payer",
     {"acme-health/2026-01-01.json#/sources/0/grade: the source S1 is invented, and "
      "acme-health is no payer for teaching -- only payers whose name begins with sample- "
      "may have invented rules: cite a text, or take the rule out and list its topic in "
      "unknown [source_grade]"}},
    {"key-twice",
     {"sample-payer/2026-01-01.json#/reviews/1/key: an earlier rule of reviews has the key "
      "before-end too -- give each rule its own key [repeated_key]"}},
    {"law-that-binds-everybody",
     {"sample-payer/2026-01-01.json#/applies_to: the law names no state, so it would bind "
      "every coverage there is -- name the state in applies_to; for a federal law, the "
      "line_of_business that it binds [law_without_state]"}},
    {"not-json",
     {"sample-payer/2026-01-01.json: parse error at line 1, column 26: syntax error while "
      "parsing object key - unexpected '}'; expected string literal -- mend the JSON "
      "[does_not_decode]"}},
    {"not-required-and-ruled",
     {"sample-payer/2026-01-01.json#/not_required/0: reviews is called not required, and a "
      "rule settles it -- keep the one that the source says [topic_contradicted]"}},
    {"nothing-broken", {}},
    {"payer-is-not-its-folder",
     {"sample-payer/2026-01-01.json#/payer: payer is sample-payor, the folder is sample-payer "
      "-- give both the same name [payer_is_not_folder]"}},
    {"policy-without-a-case",
     {"sample-payer/2026-01-01.json: no case shows what the documents in sample-payer do -- "
      "write one for every rule in sample-payer/cases [payer_without_case]"}},
    {"removes-a-rule-that-nobody-has",
     {"sample-payer/2026-01-01-contract.json#/removes/0: no document that it can stand on has "
      "the rule before-ende -- name a rule's key as the document below has it "
      "[removes_nothing]"}},
    {"review-that-never-wins",
     {"sample-payer/2026-01-01.json#/reviews/1: the review before-end, which counts from the "
      "same, is never later: this one never wins -- the earliest review of a document is the "
      "one that is due: keep one [review_never_wins]"}},
    {"rule-without-a-case",
     {"sample-payer/2026-01-01.json#/reviews/0: no case shows the rule before-end -- write "
      "one in sample-payer/cases that names 2026-01-01/before-end in its rules "
      "[rule_without_case]"}},
    {"rule-without-source",
     {"sample-payer/2026-01-01.json#/reviews/0: the rule before-end cites no source -- name "
      "the key of one of the document's sources; if there is no source, take the rule out "
      "and list its topic in unknown [rule_without_source]"}},
    {"service-behind-a-service-for-all-ages",
     {"sample-payer/2026-01-01.json#/services/1: earlier rules take all its codes, for "
      "everybody whom it would fit -- move it before them, or take out the codes or ages "
      "that it shares [service_never_fits]"}},
    {"service-without-key",
     {"sample-payer/2026-01-01.json#/services/0: the rule has no key -- name it, so that a "
      "case and a because can [rule_without_key]"}},
    {"silent-about-missed-sessions",
     {"sample-payer/2026-01-01.json: nothing is said about missed_sessions -- add a rule "
      "with its source; or list it in not_required with the source that says that nothing is "
      "asked; or, if no source says, in unknown [topic_open]"}},
    {"source-dated-in-spring",
     {"sample-payer/2026-01-01.json#/sources/0/date: the source S1 has the date spring 2026 "
      "-- write YYYY-MM-DD, YYYY-MM, YYYY, or undated [source_date]"}},
    {"source-that-is-not-listed",
     {"sample-payer/2026-01-01.json#/reviews/0/source: source is \"S2\"; the document's sources "
      "have no such key -- name one that the document has, or add it there [does_not_decode]"}},
    {"source-that-nothing-uses",
     {"sample-payer/2026-01-01.json#/sources/1: no rule cites the source S2 and no note names "
      "it -- let the rule that rests on it cite it, name it in a note, or take it out "
      "[source_unused]"}},
    {"source-twice",
     {"sample-payer/2026-01-01.json#/sources/1: no rule cites the source S1 and no note names "
      "it -- let the rule that rests on it cite it, name it in a note, or take it out "
      "[source_unused]",
      "sample-payer/2026-01-01.json#/sources/1/key: an earlier source has the key S1 too -- "
      "give each source its own key [source_repeated]"}},
    {"source-without-date-and-fact",
     {"sample-payer/2026-01-01.json#/sources/0: the source S1 has no date -- a source has "
      "key, title, address, date, grade, and says the fact in our own words "
      "[source_incomplete]",
      "sample-payer/2026-01-01.json#/sources/0: the source S1 has no says -- a source has "
      "key, title, address, date, grade, and says the fact in our own words "
      "[source_incomplete]"}},
    {"unknown-and-ruled",
     {"sample-payer/2026-01-01.json#/unknown/4: reviews is called unknown, and a rule settles "
      "it -- keep the one that the source says [topic_contradicted]"}},
    {"unknown-field-and-unit-nobody-knows",
     {"sample-payer/2026-01-01.json#/services/0/minimum_minute: unknown field "
      "\"minimum_minute\" with the value 180 -- mind the spelling, or take the field out; the "
      "manual of the fields is in schemas/ [does_not_decode]",
      "sample-payer/2026-01-01.json#/services/0/unit: unit is \"session\"; it must be one of "
      "visit, day, hour, quarter_hour -- write what the manual in schemas/ says for this "
      "field [does_not_decode]"}},
    {"version-begins-with-another-day",
     {"sample-payer/2026-01-01.json#/version: version is 2026-01-01, but it speaks from "
      "2025-07-01 -- let the version begin with effective.from [version_without_date]"}},
    {"version-is-not-its-file",
     {"sample-payer/2026-01-01.json#/version: version is 2026-01-01-illinois, the file is "
      "2026-01-01.json -- give both the same name [version_is_not_file]"}},
    {"versions-that-overlap",
     {"sample-payer/2026-01-01.json#/effective/to: sample-payer/2026-06-01.json, of the same "
      "scope, speaks too on 2026-06-01 to 2026-06-30 (30 days) -- let it end on 2026-05-31, "
      "the day before the next starts [overlap]"}},
};

Lines told(const fs::path& folder) {
  Lines lines;
  for (const library::Fault& fault :
       library::check(test::library_files(folder), [](std::size_t, std::size_t) {}).faults)
    lines.push_back(to_text(fault));
  return lines;
}

TEST(BrokenLibraries, AreRefusedWithTheMessageThatTheirAuthorNeeds) {
  for (const auto& [name, expected] : messages) EXPECT_EQ(told(broken / name), expected) << name;
}

TEST(BrokenLibraries, AreAllHere) {
  std::set<std::string> folders, known;
  for (const auto& entry : fs::directory_iterator(broken))
    folders.insert(entry.path().filename().string());
  for (const auto& [name, expected] : messages) known.insert(name);
  EXPECT_EQ(folders, known);
  EXPECT_GE(folders.size(), 10u);
}

// What no file here can show: a file that may not be read.
TEST(BrokenLibraries, AFileThatCannotBeReadIsTold) {
  auto files = test::library_files(broken / "nothing-broken");
  files[0].text.reset();
  const auto checked = library::check(files, [](std::size_t, std::size_t) {});
  ASSERT_EQ(checked.faults.size(), 1u);
  EXPECT_EQ(to_text(checked.faults[0]),
            "sample-payer/2026-01-01.json: the file cannot be read -- look at who may read it, or "
            "take it out of the folder [unreadable_file]");
}

TEST(BrokenLibraries, EveryKindOfFaultHasAnExample) {
  std::string all = "[unreadable_file]";
  for (const auto& [name, lines] : messages)
    for (const std::string& line : lines) all += line;
  for (int kind = 0; kind <= static_cast<int>(library::FaultKind::case_fails); ++kind) {
    const std::string code = "[" + std::string(word(static_cast<library::FaultKind>(kind))) + "]";
    EXPECT_NE(all.find(code), std::string::npos) << code;
  }
}

}  // namespace
}  // namespace authledger
