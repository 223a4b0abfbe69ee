// What the payer's form asks: what it does not ask stays out of every rendering, what it requires
// makes a packet incomplete, and without a form, or with one known in part, nothing changes.
#include "engine/packet/form.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/json/packet_codec.hpp"
#include "engine/packet/packet_html.hpp"
#include "engine/packet/packet_print.hpp"
#include "engine/packet/phone_script.hpp"
#include "engine/print/plain_text.hpp"
#include "engine/records/read_document.hpp"
#include "tests/engine/packet/sample.hpp"

namespace authledger::test {
namespace {

constexpr const char* note =
    "Date: 2026-03-16\n\n"
    "Diagnoses\n- Major depressive disorder, recurrent, severe (F33.2)\n\n"
    "Medications\n- Sertraline 100 MG Oral Tablet\n\n"
    "Allergies\n- Penicillin\n\n"
    "Goals\n- Sleeps seven hours a night\n\n"
    "Risk\nPatient denies suicidal ideation.\n\n"
    "Family involvement\nHer sister came to the family session on Tuesday.\n\n"
    "PHQ-9\nTotal: 14\n";

// The sample under a contract that knows these forms.
Sample under_forms(const std::string& forms) {
  Sample clinic = sample();
  Given ledger = sample_ledger().under(policy(
      R"("version": "forms", "layer": "contract", "services": [], "review_forms": [)" + forms +
      R"(], "sources": [{"key": "form", "title": "The form", "grade": "invented"}])"));
  constexpr std::string_view asked = "2026-03-18T13:00:00Z";
  clinic.now = ledger.as_of(asked);
  clinic.episode = ledger.episode(asked);
  clinic.ledger = std::move(ledger);
  clinic.documents = {read_document("note.txt", "", note)};
  return clinic;
}

std::string form(const std::string& key, const std::string& more) {
  return R"({"key": ")" + key + R"(", "codes": ["S9480"], "source": "form", )" + more + "}";
}

const std::string diagnoses_and_risk =
    R"("for": ["continued_stay"], "required": ["diagnoses"], "optional": ["risk"], "seen": "whole")";

std::string json_of(const ReviewPacket& packet) {
  JsonWriter out;
  json::write_packet(out, packet);
  return std::string(out.text());
}

Texts renderings(const ReviewPacket& packet) {
  return {json_of(packet), packet_html(packet), print::text_of(packet_document(packet)),
          print::text_of(phone_script(packet))};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<MissingItem> missing_because_of(const ReviewPacket& packet, const std::string& form) {
  std::vector<MissingItem> found;
  for (const MissingItem& it : packet.missing)
    if (has(it.what, form)) found.push_back(it);
  return found;
}

TEST(ReviewForm, WhatItDoesNotAskStandsInNoRendering) {
  const Sample clinic = under_forms(form("short", diagnoses_and_risk));
  const ReviewPacket packet = clinic.packet();
  for (const std::string& text : renderings(packet)) {
    EXPECT_TRUE(has(text, "Major depressive disorder"));
    EXPECT_TRUE(has(text, "suicidal ideation"));
    for (const char* left_out :
         {"Sertraline", "Penicillin", "seven hours", "family session", "no_show", "no show", "PHQ"})
      EXPECT_FALSE(has(text, left_out)) << left_out << " in\n" << text.substr(0, 3000);
  }
}

TEST(ReviewForm, WhatStaysOutIsNamedWithTheRule) {
  const Sample clinic = under_forms(form("short", diagnoses_and_risk));
  const ReviewPacket packet = clinic.packet();
  const Texts said = form_text(packet.form);
  ASSERT_EQ(said.size(), 2U);
  EXPECT_TRUE(has(said[0], "rule short")) << said[0];
  EXPECT_EQ(said[1],
            "Left out, not asked by the payer's form short: medications, allergies, mental status, "
            "substance use, results, scores, goals, treatment plan, changes since the last "
            "approval, attendance, absences, criteria, family involvement, coordination of care, "
            "barriers, step-down criteria, discharge plan and aftercare, notes, attachments.");
  EXPECT_TRUE(has(print::text_of(packet_document(packet)), "not asked by"));
  EXPECT_TRUE(has(packet_html(packet), "not asked by"));
  EXPECT_TRUE(has(print::text_of(phone_script(packet)), "not asked by"));
  EXPECT_TRUE(has(json_of(packet), R"("left_out":["medications","allergies")"));
}

TEST(ReviewForm, WhatItDoesNotAskIsNoGap) {
  const Sample clinic = under_forms(form("short", diagnoses_and_risk));
  for (const MissingItem& it : clinic.packet().missing)
    for (const char* not_asked : {"PHQ-9", "GAD-7", "mental status", "treatment", "note newer"})
      EXPECT_FALSE(has(it.what, not_asked)) << it.what;
}

TEST(ReviewForm, WithoutOneNothingIsLeftOutAndThatIsSaid) {
  const Sample clinic = sample();
  const ReviewPacket packet = clinic.packet();
  EXPECT_TRUE(packet.form.left_out.empty());
  EXPECT_EQ(form_text(packet.form),
            Texts{"Which items the payer's form asks is unknown: nothing is left out on its "
                  "account."});
  EXPECT_TRUE(has(json_of(packet), R"("form":{"known":false,"rules":[],"left_out":[]})"));
  EXPECT_TRUE(has(packet_html(packet), "form asks is unknown"));
}

TEST(ReviewForm, OneThatIsKnownInPartLeavesNothingOut) {
  const Sample clinic = under_forms(form(
      "part",
      R"("for": ["continued_stay"], "required": ["allergies", "barriers"], "seen": "in_part")"));
  const ReviewPacket packet = clinic.packet();
  EXPECT_TRUE(packet.form.is_known());
  EXPECT_TRUE(packet.form.left_out.empty());
  EXPECT_TRUE(has(packet_html(packet), "Sertraline"));
  const auto missing = missing_because_of(packet, "form part requires");
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].what, "no barriers in the documents, which the payer's form part requires");
  EXPECT_EQ(missing[0].who, "clinician");
  EXPECT_TRUE(missing[0].essential);
  EXPECT_EQ(packet.verdict, Verdict::incomplete);
}

TEST(ReviewForm, ARequiredItemIsNeededOnceAndEssential) {
  const Sample clinic = under_forms(form(
      "part", R"("for": ["continued_stay"], "required": ["mental_status"], "seen": "in_part")"));
  const ReviewPacket packet = clinic.packet();
  Texts about;
  for (const MissingItem& it : packet.missing)
    if (has(it.what, "mental status")) about.push_back(it.what + (it.essential ? "!" : ""));
  EXPECT_EQ(about, Texts{"no mental status in the documents, which the payer's form part "
                         "requires!"});
}

TEST(ReviewForm, OfAnotherModeOrServiceDoesNotSpeak) {
  const Sample clinic = under_forms(
      form("first", R"("for": ["initial", "retro"], "required": ["risk"], "seen": "whole")") +
      R"(, {"key": "other", "codes": ["H0015"], "source": "form", "for": ["continued_stay"],
            "required": ["risk"], "seen": "whole"})");
  EXPECT_FALSE(clinic.packet().form.is_known());
}

TEST(ReviewForm, TwoAskTogether) {
  const std::string scores =
      R"("for": ["continued_stay"], "required": ["scores"], "seen": "whole")";
  const Sample clinic =
      under_forms(form("short", diagnoses_and_risk) + ", " + form("scores", scores));
  const PacketForm asked = clinic.packet().form;
  EXPECT_FALSE(asked.leaves_out(ReviewItem::scores));
  EXPECT_FALSE(asked.leaves_out(ReviewItem::diagnoses));
  EXPECT_TRUE(asked.leaves_out(ReviewItem::medications));
  EXPECT_EQ(asked.requiring(ReviewItem::scores)->form->name.key, "scores");
  EXPECT_EQ(asked.requiring(ReviewItem::risk), nullptr);
}

TEST(ReviewForm, OneKnownInPartAmongThemLeavesNothingOut) {
  const std::string part =
      R"("for": ["continued_stay"], "required": ["scores"], "seen": "in_part")";
  const Sample clinic = under_forms(form("short", diagnoses_and_risk) + ", " + form("part", part));
  EXPECT_TRUE(clinic.packet().form.left_out.empty());
}

TEST(ReviewForm, AContradictionAboutWhatStaysOutStaysOutToo) {
  Sample clinic = under_forms(form("short", diagnoses_and_risk));
  clinic.documents = {read_document("note.txt", "",
                                    "Date: 2026-03-16\n\nDiagnoses\n- F33.2\n\nPHQ-9\n"
                                    "Q1: 3\nQ2: 3\nQ3: 3\nQ4: 3\nQ5: 3\nQ6: 3\nQ7: 3\nQ8: 3\n"
                                    "Q9: 0\nTotal: 9\n")};
  for (const std::string& text : renderings(clinic.packet())) EXPECT_FALSE(has(text, "PHQ"));
}

}  // namespace
}  // namespace authledger::test
