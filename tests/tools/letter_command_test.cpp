// The command letter over the sample clinic: a denial, told word for word, and what it refuses.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/printed.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {
namespace {

const std::string source = AUTHLEDGER_SOURCE_DIR;
Instant the_morning() {
  return *parse_instant("2026-03-18T09:00:00-05:00");
}

class Letter : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    temporary = std::make_unique<test::TemporaryDirectory>();
    std::ostringstream ignored;
    ASSERT_EQ(write_sample_clinic(source + "/tools/sample/clinic.json", *parse_date("2026-03-18"),
                                  temporary->path() + "/clinic", ignored),
              exit_done);
    ASSERT_EQ(
        import_file(paths(), temporary->path() + "/clinic/clinic.ndjson", the_morning(), ignored),
        exit_done);
  }
  static void TearDownTestSuite() { temporary.reset(); }
  static StorePaths paths() { return {temporary->path() + "/data", source + "/payers"}; }

  int run(const LetterWanted& wanted) {
    out.str("");
    errors.str("");
    return print_letter(paths(), wanted, the_morning(), the_morning(), out, errors);
  }

  static inline std::unique_ptr<test::TemporaryDirectory> temporary;
  std::ostringstream out, errors;
};

TEST_F(Letter, AsksForAPeerToPeerConversationAboutYesterdaysDenial) {
  ASSERT_EQ(run({"peer-to-peer", "m13-e1", "", "text"}), exit_done) << errors.str();
  EXPECT_EQ(errors.str(), "") << "there is a consent";
  EXPECT_EQ(out.str(), R"text(Request for a peer-to-peer conversation

As of: 2026-03-18
Facility: Sample clinic after Symetria, Illinois
NPI: 2999000021
Address: __________ [unknown: the facility's address, which is not registered]
Phone and fax: __________ [unknown: how the payer can answer, which is not registered]

Payer: sample-payer
Department: __________ [unknown: who there deals with it, which no source on file says]
Address or fax: __________ [unknown: where it goes, which no source on file says]

Member: Peter Kowalczyk
Born: 1974-03-09
Plan member id: SAMPLE-0013
Authorization: SP-2006 (our request A2)
Care: iop, admitted 2026-02-13

What we ask
We ask for a conversation between the treating clinician and your reviewer about the decision below. Please call us back with a time.
Clinician: __________ [unknown: who will speak for the member, with credentials]
To be called at: __________ [unknown: the clinician's number]
Times: __________ [unknown: when the clinician can be reached]

The decision
Requested: 2026-03-14 10:00 America/Chicago
Decided: denied, 2026-03-17 15:00 America/Chicago
Decided by: a physician reviewer of the sample payer
The payer's reason: Criteria for this level of care are not met; a step down to outpatient care is proposed.
For the dates: 2026-03-31 to 2026-04-27

The time for it
Due by: 2026-03-18 15:00 America/Chicago
By your rule: Rules invented for teaching, payers/README.md

Attendance
Attended: 13 sessions, 2026-02-13 to 2026-03-16
Missed: 0 sessions

Units
Authorization: SP-2006 (A1), H0015, 2026-02-13 to 2026-03-30: 18 days approved, 13 used, 5 remaining
Not covered: none
Last covered day: 2026-03-27
First scheduled day without coverage: 2026-03-30

What the clinician will speak about
__________ [To be written by the treating clinician: why the care that was requested is needed, in answer to the payer's reason. Nothing clinical is filled in.]

Signed: __________ [unknown: who signs, with credentials]
Date: __________ [unknown: the day on which it is signed]

42 CFR part 2 prohibits unauthorized use or disclosure of these records.

A copy of the consent, or this explanation of its scope, goes with each disclosure (42 CFR 2.32).

Consent consent-1, signed by the patient on 2026-02-06: all records of the treatment in this program; to every health plan; for all future treatment, payment and health care operations; without an end. It may be revoked.

This letter is confidential and for the addressee alone. Whoever received it by mistake is asked to tell us and to destroy it.

-- For the sender, not part of the letter --
The clock
As of 2026-03-18 09:00 America/Chicago: today, 6 hours left
Rule: peer-to-peer, of sample-payer/2020-01-01
It says: No payer has these rules. They exist so that every shape of rule can be seen at work.
Grade of the source: invented: made up as an example

)text");
}

TEST_F(Letter, OfAnAppealSaysThatTheSamplePayerHasNoClockForIt) {
  ASSERT_EQ(run({"appeal", "m13-e1", "A2", "text"}), exit_done) << errors.str();
  for (const char* part :
       {"Appeal of a denial\n",
        "The payer's reason: Criteria for this level of care are not met; a step down to "
        "outpatient care is proposed.\n",
        "Due by: __________ [unknown: no source on file says how long an appeal may be made;",
        "Also: peer-to-peer: 2026-03-18 15:00 America/Chicago (today, 6 hours left)\n"})
    EXPECT_NE(out.str().find(part), std::string::npos) << part << " in\n" << out.str();
}

TEST_F(Letter, OfADischargeTellsThatTheUnitsDidNotReach) {
  ASSERT_EQ(run({"discharge", "m27-e1", "", "text"}), exit_done) << errors.str();
  for (const char* part :
       {"Notice of discharge\n", "Reason: step-down to outpatient care\n",
        "12 days approved, 12 used, 0 remaining\n", "Not covered: 3 units, units exhausted: ",
        "Grade of the source: invented: made up as an example\n", ": done 20"})
    EXPECT_NE(out.str().find(part), std::string::npos) << part << " in\n" << out.str();
}

TEST_F(Letter, IsAPageOrJsonToo) {
  ASSERT_EQ(run({"appeal", "m13-e1", "", "html"}), exit_done);
  EXPECT_TRUE(out.str().starts_with("<!doctype html>")) << out.str().substr(0, 80);
  ASSERT_EQ(run({"appeal", "m13-e1", "", "json"}), exit_done);
  EXPECT_NE(out.str().find("\"clock\": null"), std::string::npos) << out.str();
}

TEST_F(Letter, RefusesWhatThereIsNothingToWriteAboutAndSaysWhatThereIs) {
  EXPECT_EQ(run({"discharge", "m13-e1", "", "text"}), exit_refused);
  EXPECT_NE(errors.str().find("peer-to-peer --authorization A2, due by 2026-03-18 15:00"),
            std::string::npos)
      << errors.str();
  EXPECT_EQ(run({"appeal", "m01-e1", "", "text"}), exit_refused);
  EXPECT_NE(errors.str().find("it has none"), std::string::npos) << errors.str();
  EXPECT_EQ(run({"appeal", "nobody", "", "text"}), exit_refused);
  EXPECT_EQ(run({"farewell", "m13-e1", "", "text"}), exit_usage);
  EXPECT_EQ(run({"appeal", "m13-e1", "", "odt"}), exit_usage);
  EXPECT_EQ(out.str(), "");
}

TEST_F(Letter, IsPrintedWithTheMemberAndTheAuthorizationOnEveryPage) {
  for (const char* paper : {"letter", "a4"})
    for (const char* kind : {"peer-to-peer", "appeal"}) {
      LetterWanted wanted{kind, "m13-e1", "", "pdf"};
      wanted.paper = paper;
      ASSERT_EQ(run(wanted), exit_done) << errors.str();
      const test::Printed printed(out.str());
      EXPECT_EQ(printed.faults(), "");
      EXPECT_EQ(printed.info("Page size:").find("A4") != std::string::npos,
                std::string(paper) == "a4");
      ASSERT_GE(printed.pages(), 1);
      for (int page = 1; page <= printed.pages(); ++page)
        for (const char* part : {"Peter Kowalczyk", "SAMPLE-0013", "SP-2006"})
          EXPECT_NE(printed.page(page).find(part), std::string::npos) << part << page;
      EXPECT_EQ(printed.page(1).find("For the sender"), std::string::npos);
    }
}

}  // namespace
}  // namespace authledger::tools
