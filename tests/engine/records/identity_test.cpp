#include "engine/records/identity.hpp"

#include "tests/engine/records/clinical_files.hpp"

namespace authledger::test {
namespace {

TEST(PersonName, ComparesWithoutCaseAccentsOrderAndTitles) {
  EXPECT_TRUE(same_person_name("BEATTY, Milan", "Milan Beatty"));
  EXPECT_TRUE(same_person_name("José Núñez", "jose nunez"));
  EXPECT_TRUE(same_person_name("Žofie Ćwik", "Zofie Cwik"));
  EXPECT_TRUE(same_person_name("Mr. John Q. Public Jr.", "John Quincy Public"));
  EXPECT_TRUE(same_person_name("Katherine Jones Madison", "Katherine Madison"));
  EXPECT_TRUE(same_person_name("Mary O'Brien", "Mary O’Brien"));
  EXPECT_TRUE(same_person_name("Ana Maria Smith-Jones", "ana smith jones"));
}

TEST(PersonName, TellsPeopleApart) {
  EXPECT_FALSE(same_person_name("Milan Beatty", "Mila Beatty"));
  EXPECT_FALSE(same_person_name("Milan Beatty", "Beatty"));
  EXPECT_FALSE(same_person_name("Ana Ana", "Ana Sample"));
  EXPECT_FALSE(same_person_name("", "Ana Sample"));
}

Identity identity(const Member& member, const std::string& file) {
  return check_identity(member, clinical_record(file)).result;
}

TEST(IdentityCheck, HoldsNameAndBirthDateAgainstTheMember) {
  const std::string file = "onc-ccda-testdata/170.315_b9_cp_amb_sample1_v6.xml";
  EXPECT_EQ(identity({"m", "Eve Betterhalf", parse_date("1975-05-01"), ""}, file), Identity::same);
  EXPECT_EQ(identity({"m", "Eve Betterhalf", std::nullopt, ""}, file), Identity::same);
  EXPECT_EQ(identity({"m", "Eve Betterhalf", parse_date("1975-05-02"), ""}, file),
            Identity::different);
  EXPECT_EQ(identity({"m", "Eva Otherhalf", parse_date("1975-05-01"), ""}, file),
            Identity::different);
  EXPECT_EQ(
      check_identity({"m", "Eva Otherhalf", parse_date("1975-05-01"), ""}, clinical_record(file))
          .why,
      "the document is about Eve Betterhalf, born 1975-05-01; the member is Eva Otherhalf, "
      "born 1975-05-01");
}

TEST(IdentityCheck, ABareReferenceIsNotStatedUnlessItIsTheMembersId) {
  const std::string file = "us-core-examples/Observation-PHQ9-item-example-44261-6.json";
  EXPECT_EQ(identity({"m", "Amy Shaw", std::nullopt, ""}, file), Identity::not_stated);
  EXPECT_EQ(identity({"example", "Amy Shaw", std::nullopt, ""}, file), Identity::same);
}

TEST(IdentityCheck, OfSeveralPeopleOnlyTheMembersItemsAreKept) {
  const ClinicalRecord record = clinical_record("synthea-bulk-10/Encounter.ndjson");
  const Member member{"m", "Marine542 Upton904", std::nullopt, ""};
  const IdentityCheck check = check_identity(member, record);
  ASSERT_EQ(check.result, Identity::same);
  EXPECT_EQ(count(only_about(record, *check.patient), ItemKind::encounter), 20U);
  EXPECT_EQ(check_identity({"m", "Milan Beatty", std::nullopt, ""}, record).result,
            Identity::different);
}

}  // namespace
}  // namespace authledger::test
