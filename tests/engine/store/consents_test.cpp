// The register of consents: nothing is overwritten, a revocation stays, and a changed row shows.
#include "engine/store/consents.hpp"

#include <gtest/gtest.h>

#include "engine/store/chain.hpp"
#include "engine/store/data_directory.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::store {
namespace {

class Consents : public testing::Test {
 protected:
  static Instant at(std::string_view text) { return *parse_instant(text); }
  sql::Connection& writer() { return data.writer(); }

  consent::Consent given() const {
    consent::Consent it;
    it.id = "c-1";
    it.member = "m-1";
    it.what = "all";
    return it;
  }

  std::vector<std::string> faults() {
    std::vector<std::string> found;
    check_chain(writer(), [&](std::string fault) { found.push_back(std::move(fault)); });
    return found;
  }

  std::int64_t rows() {
    std::int64_t count = 0;
    writer().run("SELECT count(*) FROM consent", {},
                 [&](const sql::Row& row) { count = row.integer(0); });
    return count;
  }

  test::TemporaryDirectory folder;
  DataDirectory data = DataDirectory::open_to_write(folder.path());
  Instant now = at("2026-03-02T12:00:00Z");
};

TEST_F(Consents, ARevocationIsANewerEntryAndStays) {
  EXPECT_EQ(*enter_consent(writer(), given(), now), Entered::created);
  EXPECT_EQ(*enter_consent(writer(), given(), now), Entered::unchanged);
  consent::Consent revoked = given();
  revoked.revoked_at = now;
  EXPECT_EQ(*enter_consent(writer(), revoked, at("2026-03-01T00:00:00Z")), Entered::changed)
      << "whatever the clock does";
  EXPECT_EQ(rows(), 2);
  EXPECT_EQ(find_consent(writer(), "m-1", "c-1")->revoked_at, now);
  const auto again = enter_consent(writer(), given(), now);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().front().code, ProblemCode::conflict);
  EXPECT_TRUE(consents_of(writer(), "m-1").front().revoked_at.has_value());
}

TEST_F(Consents, ThoseOfAnotherMemberAreOthers) {
  EXPECT_EQ(*enter_consent(writer(), given(), now), Entered::created);
  EXPECT_TRUE(consents_of(writer(), "m-2").empty());
  EXPECT_FALSE(find_consent(writer(), "m-2", "c-1").has_value());
}

TEST_F(Consents, AChangedRowIsFound) {
  enter_consent(writer(), given(), now).value();
  EXPECT_TRUE(faults().empty());
  writer().run_script("UPDATE consent SET entry = replace(entry, 'all', 'any')");
  EXPECT_EQ(faults(), std::vector<std::string>{"consent c-1: is not what was entered"});
}

TEST_F(Consents, AMemberIsTreatedAsOfAProgramUnlessEveryFacilityHasSaidOtherwise) {
  Facility facility{"F1", "", "", *Zone::find("America/Chicago"), {}};
  const auto tag = [&](std::optional<bool> said) {
    facility.part2_program = said;
    enter_facility(writer(), facility, now);
    return tag_of_member(writer(), "m-1");
  };
  EXPECT_EQ(tag(false), consent::Tag::part2) << "no episode is on file";
  writer().run_script(
      "INSERT INTO episode (id, facility, member, last_seq, last_recorded_at, restated_at,"
      " policies, is_open, uncovered_units, restated_seq)"
      " VALUES ('E1', 'F1', 'm-1', 1, 0, 0, '', 1, 0, 1)");
  EXPECT_EQ(tag(std::nullopt), consent::Tag::part2);
  EXPECT_EQ(tag(true), consent::Tag::part2);
  EXPECT_EQ(tag(false), consent::Tag::ordinary);
}

TEST_F(Consents, ATagOfADocumentIsKeptWithIt) {
  enter_document(writer(), {"m-1", "note", "text/plain", "x", consent::Tag::counseling_notes}, now);
  const auto documents = documents_of(writer(), "m-1", now);
  ASSERT_EQ(documents.size(), 1u);
  EXPECT_EQ(documents[0].media_type, "text/plain");
  EXPECT_EQ(documents[0].tag, consent::Tag::counseling_notes);
}

}  // namespace
}  // namespace authledger::store
