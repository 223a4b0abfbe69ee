// The settings of authledgerd: where they come from, which one counts, and what is refused.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support/temporary_directory.hpp"

namespace authledger::test {
namespace {

struct Said {
  int code = 0;
  std::string text;  // on either output
};

Said authledgerd(const std::string& words) {
  std::FILE* pipe = popen((std::string(AUTHLEDGERD_PROGRAM) + " " + words + " 2>&1").c_str(), "r");
  Said said;
  char bytes[4'096];
  while (const std::size_t size = std::fread(bytes, 1, sizeof bytes, pipe))
    said.text.append(bytes, size);
  const int status = pclose(pipe);
  said.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return said;
}

bool has(const Said& said, const std::string& text) {
  return said.text.find(text) != std::string::npos;
}

class SettingsFile : public testing::Test {
 protected:
  Said with(const std::string& more, const std::string& words) {
    std::ofstream(file) << "data = \"" + folder.path() +
                               "/data\"\npayers = \"/nowhere\"\nlisten = \"127.0.0.1:0\"\n" + more;
    return authledgerd("--config " + file + " " + words);
  }

  TemporaryDirectory folder;
  std::string file = folder.path() + "/settings.toml";
};

TEST_F(SettingsFile, IsBeatenByTheEnvironmentAndThatByAFlag) {
  const std::string more = "max-body = 70001\nidle-timeout = 7001\nhead-timeout = 7003\n";
  setenv("AUTHLEDGER_IDLE_TIMEOUT", "7002", 1);
  setenv("AUTHLEDGER_HEAD_TIMEOUT", "7004", 1);
  const Said said = with(more, "--head-timeout 7005 --print-config");
  unsetenv("AUTHLEDGER_IDLE_TIMEOUT");
  unsetenv("AUTHLEDGER_HEAD_TIMEOUT");
  EXPECT_EQ(said.code, 0) << said.text;
  for (const char* line : {"max-body = 70001\n", "idle-timeout = 7002\n", "head-timeout = 7005\n",
                           "payers = \"/nowhere\"\n", "max-head = 16384\n"})
    EXPECT_TRUE(has(said, line)) << line << said.text;
}

TEST_F(SettingsFile, AsksForAnIdentityProviderWholeOrNotAtAll) {
  const std::string issuer = "oidc-issuer = \"https://idp.example\"\n";
  const Said half = with(issuer, "");
  EXPECT_EQ(half.code, 2) << half.text;
  EXPECT_TRUE(has(half, "--oidc-issuer, --oidc-audience and --oidc-jwks belong together"));
  const std::string both = issuer + "oidc-audience = \"authledger\"\n";
  const Said clear = with(both + "oidc-jwks = \"http://idp.example/keys\"\n", "");
  EXPECT_EQ(clear.code, 2) << clear.text;
  EXPECT_TRUE(has(clear, "must begin with https://")) << clear.text;
  const Said none = with(both + "oidc-jwks = \"/nowhere/keys.json\"\n", "");
  EXPECT_EQ(none.code, 2) << none.text;
  EXPECT_TRUE(has(none, "/nowhere/keys.json: the file cannot be read")) << none.text;
}

TEST_F(SettingsFile, ThatIsPrintedSaysTheSameWhenItIsRead) {
  const Said first = with("allow-remote = true\nlog-format = \"json\"\n", "--print-config");
  std::ofstream(file) << first.text;
  EXPECT_EQ(authledgerd("--config " + file + " --print-config").text, first.text);
  EXPECT_TRUE(has(first, "allow-remote = true\n")) << first.text;
}

TEST_F(SettingsFile, IsRefusedWithTheLineThatIsWrong) {
  for (const auto& [more, wanted] :
       {std::pair("# fine\ncolour = 1\n", "settings.toml:5: there is no setting colour"),
        std::pair("max-body = lots\n", "settings.toml:4)"),
        std::pair("max-body = 1\n", "settings.toml:4)"),
        std::pair("log-level = \"loud\"\n", "settings.toml:4)"),
        std::pair("max-body = 70000\nmax-body = 70001\n", "settings.toml:5: max-body is set"),
        std::pair("[front]\nmax-body = 70000\n", "settings.toml:4: there are no sections"),
        std::pair("print-config = true\n", "settings.toml:4: there is no setting")}) {
    const Said said = with(more, "");
    EXPECT_EQ(said.code, 2) << more << said.text;
    EXPECT_TRUE(has(said, wanted)) << said.text;
  }
  EXPECT_EQ(authledgerd("--config /nowhere").code, 2);
}

TEST_F(SettingsFile, IsNamedByTheEnvironmentToo) {
  with("", "");
  setenv("AUTHLEDGER_CONFIG", file.c_str(), 1);
  setenv("AUTHLEDGER_MAX_BODY", "few", 1);
  const Said wrong = authledgerd("--print-config");
  unsetenv("AUTHLEDGER_MAX_BODY");
  const Said right = authledgerd("--print-config");
  unsetenv("AUTHLEDGER_CONFIG");
  EXPECT_EQ(wrong.code, 2);
  EXPECT_TRUE(has(wrong, "AUTHLEDGER_MAX_BODY in the environment")) << wrong.text;
  EXPECT_EQ(right.code, 0);
  EXPECT_TRUE(has(right, "payers = \"/nowhere\"")) << right.text;
}

TEST(Settings, StandInTheOperationsPageAndNoOthers) {
  std::ifstream stream(std::string(AUTHLEDGER_SOURCE_DIR) + "/docs/operations.md");
  std::stringstream page;
  page << stream.rdbuf();
  const auto flags_in = [](const std::string& text, const std::regex& form) {
    std::set<std::string> flags;
    for (std::sregex_iterator it(text.begin(), text.end(), form), end; it != end; ++it)
      flags.insert((*it)[1]);
    return flags;
  };
  const auto in_help =
      flags_in(authledgerd("--help").text, std::regex(R"((?:^|\n) +(?:-h,)?(--[a-z-]+))"));
  const auto in_page = flags_in(page.str(), std::regex(R"(\n\| `(--[a-z-]+)`)"));
  EXPECT_GT(in_help.size(), 20U);
  EXPECT_EQ(in_page, in_help);
}

TEST(Settings, HaveTheDefaultsThatTheOperationsPageSays) {
  std::ifstream page(std::string(AUTHLEDGER_SOURCE_DIR) + "/docs/operations.md");
  const Said said = authledgerd("--data d --payers p --listen l --print-config");
  const std::regex row(R"(\| `--([a-z-]+)` \| `([^`]+)` \|.*)");
  int rows = 0;
  for (std::string line; std::getline(page, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, row)) continue;
    ++rows;
    const std::string name = match[1], value = match[2];
    EXPECT_TRUE(has(said, name + " = " + value + "\n") ||
                has(said, name + " = \"" + value + "\"\n"))
        << line;
  }
  EXPECT_GT(rows, 12);
}

}  // namespace
}  // namespace authledger::test
