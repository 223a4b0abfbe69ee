#include "engine/packet/packet_print.hpp"

#include <gtest/gtest.h>

#include "engine/packet/phone_script.hpp"
#include "engine/print/pdf.hpp"
#include "engine/print/plain_text.hpp"
#include "engine/records/read_document.hpp"
#include "tests/engine/packet/sample.hpp"
#include "tests/support/printed.hpp"

namespace authledger::test {
namespace {

using print::Paper;

std::string many_medications(int count) {
  std::string note = "Date: 2026-03-17\n\nMedications\n";
  for (int i = 0; i < count; ++i)
    note += "- Inventedmycin-" + std::to_string(i) + " 25 mg twice a day with food\n";
  return note;
}

TEST(PacketPrint, SaysWhatThePageSays) {
  const Sample clinic = sample();
  const Printed printed(packet_pdf(clinic.packet(), {}, Paper::letter));
  const std::string text = printed.text();
  for (const char* said :
       {"AUTH-7781", "latest 14 (2026-03-16)", "Denies suicidal ideation since 2026-03-05.",
        "Recorded sessions: 6 attended, 1 no show", "Units and coverage", "Sources"})
    EXPECT_NE(text.find(said), std::string::npos) << said;
  EXPECT_EQ(printed.faults(), "");
}

TEST(PacketPrint, NamesTheMemberAndTheAuthorizationOnEveryPage) {
  const Sample clinic = sample();
  const Printed printed(packet_pdf(clinic.packet(), {}, Paper::a4));
  ASSERT_GT(printed.pages(), 2);
  for (int page = 1; page <= printed.pages(); ++page) {
    EXPECT_NE(printed.page(page).find("Milan Beatty · born 1973-11-24"), std::string::npos);
    EXPECT_NE(printed.page(page).find("Authorization AUTH-7781"), std::string::npos);
  }
}

TEST(PacketPrint, ListsFortyMedications) {
  Sample clinic = sample();
  clinic.documents.push_back(read_document("list.md", "", many_medications(40)));
  const std::string text = Printed(packet_pdf(clinic.packet(), {}, Paper::letter)).text();
  for (int i = 0; i < 40; ++i)
    EXPECT_NE(text.find("Inventedmycin-" + std::to_string(i) + " "), std::string::npos) << i;
}

TEST(PacketPrint, WithoutConsentSaysOnEveryPageThatItIsNotToBeSent) {
  Sample clinic = sample();
  clinic.facility.part2_program = true;
  clinic.terms.of_member = consent::Tag::part2;
  const Printed printed(packet_pdf(clinic.packet(), {}, Paper::letter));
  for (int page = 1; page <= printed.pages(); ++page)
    EXPECT_NE(printed.page(page).find("NOT TO BE SENT"), std::string::npos) << page;
  const Printed script(pdf_of(phone_script(clinic.packet()), Paper::letter));
  EXPECT_NE(script.text().find("Do not call."), std::string::npos);
}

TEST(PacketPrint, DrawsTheUnitsThatAreLeft) {
  const Sample clinic = sample();
  const std::string text = Printed(packet_pdf(clinic.packet(), {}, Paper::letter)).text();
  EXPECT_NE(text.find("Units left of 12, authorization AUTH-7781"), std::string::npos);
  EXPECT_NE(text.find("Attended minutes in each week"), std::string::npos);
}

TEST(PacketPrint, OfNothingIsStillAPacket) {
  const Printed printed(packet_pdf(ReviewPacket{}, {}, Paper::letter));
  EXPECT_EQ(printed.faults(), "");
  EXPECT_NE(printed.text().find("This packet is incomplete"), std::string::npos);
  EXPECT_EQ(Printed(pdf_of(phone_script(ReviewPacket{}), Paper::letter)).pages(), 1);
}

TEST(PhoneScript, IsOnePageInTheOrderInWhichReviewersAsk) {
  const Sample clinic = sample();
  const Printed script(pdf_of(phone_script(clinic.packet()), Paper::letter));
  EXPECT_EQ(script.pages(), 1);
  const std::string text = script.text();
  std::size_t last = 0;
  for (const char* asked :
       {"Who calls", "Member", "Authorization", "Request", "Diagnoses", "Risk", "Scores",
        "Mental status", "Substance use", "Medications", "Attendance", "Goals and progress", "Plan",
        "Write down", "Reviewer, phone, extension"}) {
    const std::size_t at = text.find(std::string("\n") + asked);
    ASSERT_NE(at, std::string::npos) << asked;
    EXPECT_GE(at, last) << asked;
    last = at;
  }
}

TEST(PhoneScript, StaysOnOnePageHoweverMuchThereIsToSay) {
  Sample clinic = sample();
  std::string note = many_medications(60);
  const std::string words(300, 'm');
  for (const char* heading : {"Mental status", "Plan", "Risk", "Substance use", "Diagnosis",
                              "Family involvement", "Coordination of care", "Aftercare"}) {
    note += std::string("\n") + heading + "\n";
    for (int i = 0; i < 30; ++i) note += "- Suicidal ideation " + std::to_string(i) + words + "\n";
  }
  clinic.documents.push_back(read_document("long.md", "", note));
  clinic.member.name = std::string(200, 'N');
  for (const Paper paper : {Paper::letter, Paper::a4})
    EXPECT_EQ(Printed(pdf_of(phone_script(clinic.packet()), paper)).pages(), 1);
}

TEST(PhoneScript, IsTheSameInATerminal) {
  const Sample clinic = sample();
  const std::string text = print::text_of(phone_script(clinic.packet()));
  EXPECT_NE(text.find("Authorization       AUTH-7781, S9480: 12 approved, 6 used, 6 left"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Write down"), std::string::npos);
}

}  // namespace
}  // namespace authledger::test
