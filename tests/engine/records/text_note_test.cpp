#include "engine/records/text_note.hpp"

#include "tests/engine/records/clinical_files.hpp"

namespace authledger::test {
namespace {

using Texts = std::vector<std::string>;

Texts sections(const ClinicalRecord& record) {
  Texts texts;
  for (const RecordItem& item : record.items)
    if (item.kind == ItemKind::narrative)
      texts.push_back(std::string(word(item.section)) + ": " + item.text);
  return texts;
}

// "PHQ-9 14 @2026-03-02" of each score in a note of 2026-03-09.
Texts scores(const std::string& text) {
  Texts texts;
  for (const RecordItem& item : read_text_document("n.txt", "Date: 2026-03-09\n" + text).items)
    if (item.kind == ItemKind::score)
      texts.push_back(item.instrument + " " + std::to_string(*item.total) + " @" +
                      to_text(*item.date));
  return texts;
}

TEST(TextNote, FindsSectionsByTheirHeadings) {
  const ClinicalRecord record = read_text_document(
      "n.txt",
      "PLAN: continue group\n\n## Mental Status\nCalm.\n\nMedications\nsertraline 50 mg\n\n"
      "Assessment\n----------\nImproving.\n\n**Risk:** low\n");
  EXPECT_EQ(sections(record),
            (Texts{"plan: continue group", "mental_status: Calm.", "medications: sertraline 50 mg",
                   "assessment: Improving.", "risk: low"}));
}

TEST(TextNote, AHeadingWithItsTextOnTheLineSpeaksForNoMore) {
  const ClinicalRecord record =
      read_text_document("n.txt",
                         "PROGRESS NOTE\nDate: 2026-11-20\nPatient: Ana Sample\n\n"
                         "Diagnosis: F33.1 Major depressive disorder; F10.20 Alcohol dependence\n\n"
                         "Did not come on Monday; called.\nPHQ-9: 13\n\n"
                         "Goal 1: PHQ-9 under 10.\nMedications: naltrexone 50 mg\nGAD-7: 9\n");
  EXPECT_EQ(sections(record),
            (Texts{"diagnoses: F33.1 Major depressive disorder; F10.20 Alcohol dependence",
                   "note: Did not come on Monday; called.\nPHQ-9: 13", "goals: PHQ-9 under 10.",
                   "medications: naltrexone 50 mg", "note: GAD-7: 9"}));
  EXPECT_EQ(count(record, ItemKind::diagnosis), 2U);
  EXPECT_EQ(count(record, ItemKind::medication), 1U);
  EXPECT_EQ(count(record, ItemKind::goal), 1U);
  EXPECT_EQ(count(record, ItemKind::score), 2U);
}

TEST(TextNote, AGoalOfNoMoreDrinkingIsNoDenial) {
  EXPECT_FALSE(
      first(read_text_document("n.txt", "Goals:\n- No alcohol for thirty days.\n"), ItemKind::goal)
          .negated);
  EXPECT_TRUE(first(read_text_document("n.txt", "Allergies: none"), ItemKind::allergy).negated);
}

TEST(TextNote, AListInBulletsEndsWithThem) {
  EXPECT_EQ(sections(read_text_document("n.txt",
                                        "Medications:\n- sertraline 50 mg\n  in the morning\n\n"
                                        "- naltrexone 50 mg\n\nFeels better this week.\n")),
            (Texts{"medications: - sertraline 50 mg\n  in the morning\n\n- naltrexone 50 mg",
                   "note: Feels better this week."}));
}

TEST(TextNote, EverySpanHoldsTheWordsInCharacters) {
  std::string text = "Date: 2026-03-02\nName: Zo\xC3\xAB\n";
  for (int i = 0; i < 1'000; ++i) text += "\xC3\xA9";  // over a thousand bytes
  text += "\n\nPLAN:\n- caf\xC3\xA9 with peers\n- PHQ-9 again\n";
  std::u32string characters;  // Latin letters only
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80)
      characters += static_cast<char32_t>(byte);
    else
      characters += static_cast<char32_t>((byte & 0x1F) << 6 |
                                          (static_cast<unsigned char>(text[++i]) & 0x3F));
  }
  const ClinicalRecord record = read_text_document("n.txt", text);
  ASSERT_EQ(count(record, ItemKind::plan), 2U);
  std::size_t begin = 0, end = 0;
  ASSERT_EQ(std::sscanf(first(record, ItemKind::plan).sources[0].place.c_str(),
                        "characters %zu-%zu", &begin, &end),
            2);
  EXPECT_EQ(characters.substr(begin, end - begin), U"caf\u00E9 with peers");
}

TEST(TextNote, ReadsPatientDateAndAuthorFromItsHead) {
  const ClinicalRecord record = clinical_record("invented/progress-note.md");
  const DocumentInfo& info = record.documents[0];
  EXPECT_EQ(info.patients.at(0).name, "BEATTY, Milan");
  EXPECT_EQ(info.patients[0].birth_date, parse_date("1973-11-24"));
  EXPECT_EQ(to_text(*info.date), "2026-03-17");
  EXPECT_EQ(info.author, "Dana Invented, LPC");
}

TEST(TextNote, ReadsTheLinesOfLists) {
  const ClinicalRecord record = clinical_record("invented/intake-note.txt");
  EXPECT_EQ(said(record, ItemKind::diagnosis),
            (Texts{"F33.1 Major depressive disorder, recurrent, moderate @2026-03-02 active",
                   "F41.1 Generalized anxiety disorder @2026-03-02 active"}));
  EXPECT_EQ(first(record, ItemKind::diagnosis).codings.at(0).code, "F33.1");
  EXPECT_EQ(said(record, ItemKind::medication),
            (Texts{"sertraline 100 mg daily @2026-03-02 active",
                   "trazodone 50 mg at bedtime @2026-03-02 active"}));
  EXPECT_EQ(said(record, ItemKind::allergy), (Texts{"not NKDA @2026-03-02"}));
}

TEST(TextNote, WhatStandsBelowTheSignatureIsNoPlan) {
  EXPECT_EQ(count(clinical_record("invented/progress-note.md"), ItemKind::plan), 3U);
}

TEST(TextNote, PicksScoresThatLeaveNoDoubt) {
  EXPECT_EQ(scores("PHQ-9: 14"), (Texts{"PHQ-9 14 @2026-03-09"}));
  EXPECT_EQ(scores("GAD-7 score of 11 on 2026-03-02"), (Texts{"GAD-7 11 @2026-03-02"}));
  EXPECT_EQ(scores("phq9 = 14/27, GAD7 = 9"),
            (Texts{"GAD-7 9 @2026-03-09", "PHQ-9 14 @2026-03-09"}));
  EXPECT_EQ(scores("PHQ-9 (3/2/2026): 18"), (Texts{"PHQ-9 18 @2026-03-02"}));
  EXPECT_EQ(scores("PHQ-9 total score was 14 (previous 18)"), (Texts{"PHQ-9 14 @2026-03-09"}));
  EXPECT_EQ(scores("| AUDIT-C | March 2, 2026 | 5 |"), (Texts{"AUDIT-C 5 @2026-03-02"}));
  EXPECT_EQ(scores("DAST-10: 3 out of 10."), (Texts{"DAST-10 3 @2026-03-09"}));
}

TEST(TextNote, LeavesScoresAloneThatAreNone) {
  EXPECT_EQ(scores("Goal: PHQ-9 below 5"), Texts{});
  EXPECT_EQ(scores("Her goal is PHQ-9: 5"), Texts{});
  EXPECT_EQ(scores("reduce PHQ-9 score of 5 or less"), Texts{});
  EXPECT_EQ(scores("PHQ-9 decreased from 18 to 12"), Texts{});
  EXPECT_EQ(scores("PHQ-9 due on 2026-03-20"), Texts{});
  EXPECT_EQ(scores("PHQ-9 (9 items) given"), Texts{});
  EXPECT_EQ(scores("PHQ-9 10-14 is moderate"), Texts{});
  EXPECT_EQ(scores("we audit 3 charts a week"), Texts{});
  EXPECT_EQ(scores("GOALS:\nPHQ-9: 4"), Texts{});
}

TEST(TextNote, SaysWhereItWouldNotGuess) {
  const ClinicalRecord record = read_text_document("n.txt", "PHQ-9 was 18, now 12\nGAD-7: 44\n");
  EXPECT_EQ(count(record, ItemKind::score), 0U);
  EXPECT_EQ(problems(record),
            "several numbers stand behind PHQ-9: \"PHQ-9 was 18, now 12\"; "
            "GAD-7 is \"44\"; its totals lie between 0 and 21");
}

TEST(TextNote, ANoteThatEndsWithItsAuthorIsReadWhole) {
  const ClinicalRecord record = read_text_document(
      "n.txt", "Patient: Ana Sample\nDate: 3/9/2026\nAttended all of group.\nClinician: D. Doe\n");
  EXPECT_EQ(sections(record), (Texts{"note: Attended all of group.\nClinician: D. Doe"}));
}

TEST(TextNote, TwoNamesInOneHeadAreAProblem) {
  EXPECT_EQ(problems(read_text_document("n.txt", "Patient: Ana Sample\nPatient: Bo Other\nx\n")),
            "the note names two patients, \"Ana Sample\" and \"Bo Other\"");
}

TEST(TextNote, RefusesWhatIsNoText) {
  EXPECT_EQ(problems(read_text_document("n.txt", std::string("a\0b", 3))),
            "the text holds a NUL byte");
  EXPECT_EQ(problems(read_text_document("n.txt", "\xFF")), "the text is not valid UTF-8 at byte 0");
  EXPECT_EQ(problems(read_text_document("n.txt", " \n")), "the document is empty");
}

}  // namespace
}  // namespace authledger::test
