// Passages on risk: quoted as they are, with what they speak of and whether they affirm it.
#include <gtest/gtest.h>

#include "engine/base/json_tree.hpp"
#include "engine/json/packet_codec.hpp"
#include "engine/packet/packet_html.hpp"
#include "engine/records/read_document.hpp"
#include "tests/engine/packet/sample.hpp"

namespace authledger::test {
namespace {

constexpr std::string_view note =
    "Date: 2026-03-17\n\n"
    "Risk:\nDenies SI but endorses HI. Overdosed in 2019. Brother uses heroin; his cousin died by "
    "suicide.\n\n"
    "Assessment:\nWould relapse if discharged. Enjoys gardening. Rule out psychosis. "
    "M\xC3\xBCller says: no withdrawal.\n";

Sample clinic_with_note() {
  Sample clinic = sample();
  clinic.documents = {read_document("note.txt", "", note)};
  return clinic;
}

// "HI: affirmed, recent, patient" of every statement in the quotes.
Texts statements(const ReviewPacket& packet) {
  Texts texts;
  for (const Quote& quote : packet.risk_notes)
    for (const assertion::Found& found : quote.statements)
      texts.push_back(quote.text.substr(found.span.begin, found.span.end - found.span.begin) +
                      ": " + std::string(word(found.reading.assertion)) + ", " +
                      std::string(word(found.reading.temporality)) + ", " +
                      std::string(word(found.reading.experiencer)));
  return texts;
}

TEST(RiskStatements, StandBesideTheirPassageWithTheirReading) {
  const Sample clinic = clinic_with_note();
  EXPECT_EQ(
      statements(clinic.packet()),
      (Texts{"SI: negated, recent, patient", "HI: affirmed, recent, patient",
             "Overdosed: affirmed, historical, patient", "died by suicide: affirmed, recent, other",
             "relapse: affirmed, hypothetical, patient", "psychosis: possible, recent, patient",
             "withdrawal: negated, recent, patient"}));
}

TEST(RiskStatements, OfASentenceThatIsWrappedAreReadOverItsLines) {
  Sample clinic = sample();
  for (const char* heading : {"Risk", "Assessment"}) {
    const std::string wrapped = std::string("Date: 2026-03-17\n\n") + heading +
                                ":\nClient attended the whole session and denies any\n"
                                "suicidal ideation at this time.\nEndorses HI.\n";
    clinic.documents = {read_document("note.txt", "", wrapped)};
    const ReviewPacket packet = clinic.packet();
    EXPECT_EQ(statements(packet), (Texts{"suicidal ideation: negated, recent, patient",
                                         "HI: affirmed, recent, patient"}))
        << heading;
    EXPECT_NE(packet.risk_notes[0].text.find("denies any\nsuicidal ideation"), std::string::npos);
  }
}

TEST(RiskStatements, LeaveThePassageAsItIs) {
  const Sample clinic = clinic_with_note();
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.risk_notes.size(), 4U);
  for (const Quote& quote : packet.risk_notes)
    EXPECT_NE(note.find(quote.text), std::string_view::npos) << quote.text;
  for (const Quote& quote : packet.risk_notes)
    EXPECT_EQ(quote.text.find("gardening"), std::string::npos);
}

// Characters of the passage, not bytes: what a reader of the JSON can cut out.
TEST(RiskStatements, NameTheirPlaceInTheJsonByCharacters) {
  const Sample clinic = clinic_with_note();
  JsonWriter out;
  json::write_packet(out, clinic.packet());
  EXPECT_NE(out.text().find(R"({"concept":"homicidal ideation","text":"HI","from":23,"to":25,)"
                            R"("assertion":"affirmed","temporality":"recent",)"
                            R"("experiencer":"patient"})"),
            std::string_view::npos)
      << out.text();
  EXPECT_NE(out.text().find(R"("text":"withdrawal","from":16,"to":26,"assertion":"negated")"),
            std::string_view::npos);
}

TEST(RiskStatements, HaveAShortLabelOnThePage) {
  const Sample clinic = clinic_with_note();
  const std::string page = packet_html(clinic.packet());
  for (const char* label :
       {"SI: <strong>denied or absent</strong>", "HI: <strong>affirmed</strong>",
        "Overdosed: <strong>past</strong>", "died by suicide: <strong>someone else</strong>",
        "relapse: <strong>conditional</strong>", "psychosis: <strong>possible</strong>"})
    EXPECT_NE(page.find(label), std::string::npos) << label;
}

// A passage that speaks of nothing in the lexicon has no labels, and no empty line for them.
TEST(RiskStatements, AreNotMadeUp) {
  Sample clinic = sample();
  clinic.documents = {read_document("note.txt", "", "Date: 2026-03-17\n\nRisk:\nLow today.\n")};
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.risk_notes.size(), 1U);
  EXPECT_TRUE(packet.risk_notes[0].statements.empty());
  EXPECT_EQ(packet_html(packet).find("as a program reads it"), std::string::npos);
}

}  // namespace
}  // namespace authledger::test
