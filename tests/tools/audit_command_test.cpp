// authledger audit: what it prints, and with which exit code.
#include <gtest/gtest.h>

#include <sstream>

#include "engine/base/sha256.hpp"
#include "engine/store/audit.hpp"
#include "engine/store/audit_checkpoints.hpp"
#include "engine/store/data_directory.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {
namespace {

class AuditCommand : public testing::Test {
 protected:
  AuditCommand() {
    auto data = store::DataDirectory::open_to_write(folder.path());
    add(data.writer(), "2026-03-02T12:00:00Z", "key:b", "read", "m-1");
    add(data.writer(), "2026-03-02T13:00:00Z", "key:a", "disclose", "m-1");
    add(data.writer(), "2026-03-02T14:00:00Z", "key:c", "disclose", "m-2");
    add(data.writer(), "2026-03-02T15:00:00Z", "key:a", "export", "m-1");
  }

  static void add(sql::Connection& writer, const char* at, const char* actor, const char* action,
                  const char* member) {
    sql::Transaction transaction(writer);
    store::AuditEntry it =
        store::local_entry(*parse_instant(at), action, "GET /v1/members/{id}", "member");
    it.actor = actor;
    it.member = it.record_id = member;
    if (it.action == "disclose") it.recipient = "payer-x";
    it.purpose = "HPAYMT";
    store::append_audit(writer, it);
    transaction.commit();
  }

  int verify(const AuditVerifyOptions& options) {
    out.str("");
    return verify_audit(folder.path(), options, out);
  }

  std::string csv(const store::AuditQuery& query) {
    out.str("");
    EXPECT_EQ(report_audit(folder.path(), query, AuditOutput::csv, out), exit_done);
    return out.str();
  }

  // The seq of each row, in their order.
  std::string order(const store::AuditQuery& query) {
    std::istringstream lines(csv(query));
    std::string line, all;
    std::getline(lines, line);
    while (std::getline(lines, line)) all += line.substr(0, line.find(','));
    return all;
  }

  test::TemporaryDirectory folder;
  std::ostringstream out;
};

TEST_F(AuditCommand, VerifiesAWholeTrailAndPrintsAHeadThatHoldsLaterOn) {
  EXPECT_EQ(verify({}), exit_done);
  EXPECT_NE(out.str().find("4 entries, 0 checkpoints, whole\nhead 4:"), std::string::npos);
  const std::string head = out.str().substr(out.str().find("head ") + 5, 2 + 64);
  add(store::DataDirectory::open_to_write(folder.path()).writer(), "2026-03-02T16:00:00Z", "key:a",
      "read", "m-1");
  EXPECT_EQ(verify({.known = {head}, .public_keys = {}}), exit_done);
  EXPECT_EQ(verify({.known = {"4:" + std::string(64, '0')}, .public_keys = {}}), exit_refused);
  EXPECT_NE(out.str().find("one of the entries 1 to 4"), std::string::npos) << out.str();
  EXPECT_EQ(verify({.known = {"4"}, .public_keys = {}}), exit_usage);
  EXPECT_EQ(verify({.known = {}, .public_keys = {"12"}}), exit_usage);
}

TEST_F(AuditCommand, NamesTheFirstBadEntry) {
  sql::open_sqlite(store::ledger_file(folder.path()), sql::Access::write)
      ->run_script("UPDATE audit SET actor = 'nobody' WHERE seq = 3");
  EXPECT_EQ(verify({}), exit_refused);
  EXPECT_NE(out.str().find("entry 3, or what stood in its place, is not what was written"),
            std::string::npos)
      << out.str();
}

TEST_F(AuditCommand, ReportsByFiltersAndInTheOrderOfEachField) {
  for (const std::string_view field : store::audit_fields)
    EXPECT_EQ(order({.sort = std::string(field)}).size(), 4u) << field;
  EXPECT_EQ(order({.sort = "actor"}), "2413");
  EXPECT_EQ(order({.sort = "actor", .is_descending = true}), "3142");
  EXPECT_EQ(order({.actor = "key:a"}), "24");
  EXPECT_EQ(order({.member = "m-2"}), "3");
  EXPECT_EQ(order({.action = "read"}), "1");
  EXPECT_EQ(order({.from = parse_instant("2026-03-02T13:00:00Z"),
                   .before = parse_instant("2026-03-02T15:00:00Z")}),
            "23");
}

TEST_F(AuditCommand, AccountsForWhatWasDisclosedOfAMember) {
  EXPECT_EQ(csv({.member = "m-1", .only_disclosures = true}),
            "seq,at,actor,roles,action,route,record,record_id,member,recipient,purpose,status,code,"
            "fields,request\r\n"
            "2,2026-03-02T13:00:00Z,key:a,,disclose,GET "
            "/v1/members/{id},member,m-1,m-1,payer-x,HPAYMT,,,,\r\n"
            "4,2026-03-02T15:00:00Z,key:a,,export,GET "
            "/v1/members/{id},member,m-1,m-1,,HPAYMT,,,,\r\n");
}

TEST_F(AuditCommand, PrintsThePublicKeyAloneOnceThereIsOne) {
  EXPECT_EQ(print_audit_key(folder.path(), out), exit_refused);
  const auto key = store::make_audit_key(folder.path());
  out.str("");
  EXPECT_EQ(print_audit_key(folder.path(), out), exit_done);
  EXPECT_EQ(out.str(), to_hex(key.public_key()) + "\n");
}

TEST_F(AuditCommand, PrintsATableWithoutTheColumnsThatHaveNothing) {
  EXPECT_EQ(report_audit(folder.path(), {.action = "read"}, AuditOutput::table, out), exit_done);
  EXPECT_EQ(out.str(),
            "seq  at                    actor  action  route                 record  record_id  "
            "member  purpose\n"
            "1    2026-03-02T12:00:00Z  key:b  read    GET /v1/members/{id}  member  m-1        "
            "m-1     HPAYMT\n");
}

}  // namespace
}  // namespace authledger::tools
