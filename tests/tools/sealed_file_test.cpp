// Encrypted files: what was sealed comes back, and nothing else does.
#include "tools/sealed_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "tests/support/temporary_directory.hpp"

namespace authledger::tools {
namespace {

constexpr std::size_t head_size = 33 + 24, chunk_size = 65'536 + 17;

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class Sealed : public testing::Test {
 protected:
  Sealed() {
    create_key_file(path("key"));
    key = read_key_file(path("key"));
  }
  std::string path(const std::string& name) const { return folder.path() + "/" + name; }
  std::string sealed(const std::string& text) const {
    std::ofstream(path("clear"), std::ios::binary) << text;
    seal_file(path("clear"), path("sealed"), *key);
    return bytes_of(path("sealed"));
  }
  // What opens; "refused: why" when nothing does.
  std::string opened(const std::string& bytes, const BackupKey& with) const {
    std::ofstream(path("sealed"), std::ios::binary | std::ios::trunc) << bytes;
    try {
      unseal_file(path("sealed"), path("opened"), with);
      return bytes_of(path("opened"));
    } catch (const NotAsSealed& error) {
      EXPECT_FALSE(std::filesystem::exists(path("opened")));
      return std::string("refused: ") + error.what();
    }
  }
  std::string opened(const std::string& bytes) const { return opened(bytes, *key); }

  static std::string text_of(std::size_t size, unsigned seed) {
    std::mt19937 random(seed);
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(random());
    return text;
  }

  authledger::test::TemporaryDirectory folder;
  std::shared_ptr<const BackupKey> key;
};

TEST_F(Sealed, ComesBackAsItWasWhateverItsSize) {
  for (const std::size_t size : {0u, 1u, 65'535u, 65'536u, 65'537u, 131'072u, 300'000u}) {
    const std::string text = text_of(size, 1);
    EXPECT_TRUE(opened(sealed(text)) == text) << size;
    std::filesystem::remove(path("opened"));
  }
  EXPECT_TRUE(is_sealed(path("sealed")));
  EXPECT_FALSE(is_sealed(path("clear")));
}

TEST_F(Sealed, IsAnotherTextEachTime) {
  EXPECT_NE(sealed("the same"), sealed("the same"));
}

TEST_F(Sealed, IsRefusedWithAnyBitChanged) {
  const std::string whole = sealed(text_of(3 * 65'536 + 1'000, 2));
  std::mt19937 random(3);
  std::vector<std::size_t> places{0, 15, 16, 17, 32, 33, 56, 57, whole.size() - 1};
  for (int i = 0; i < 60; ++i) places.push_back(random() % whole.size());
  for (const std::size_t at : places) {
    std::string changed = whole;
    changed[at] ^= static_cast<char>(1 << random() % 8);
    EXPECT_TRUE(opened(changed).starts_with("refused: ")) << at;
  }
}

TEST_F(Sealed, IsRefusedWithItsPiecesLostMovedOrDoubled) {
  const std::string whole = sealed(text_of(3 * 65'536 + 1'000, 4));
  const std::string head = whole.substr(0, head_size), one = whole.substr(head_size, chunk_size),
                    two = whole.substr(head_size + chunk_size, chunk_size),
                    three = whole.substr(head_size + 2 * chunk_size, chunk_size),
                    last = whole.substr(head_size + 3 * chunk_size);
  ASSERT_EQ(last.size(), 1'017u);
  EXPECT_EQ(opened(head + one + two + three), "refused: it is cut off");
  EXPECT_EQ(opened(head), "refused: it is cut off");
  EXPECT_EQ(opened(head.substr(0, 40)), "refused: it is cut off");
  const std::string full = sealed(text_of(2 * 65'536, 6));
  EXPECT_EQ(opened(full + "x"), "refused: there is something behind its end");
  EXPECT_EQ(opened(full + last), "refused: there is something behind its end");
  constexpr auto changed = "refused: it was changed, or is cut off";
  for (const std::string& bad :
       {head + two + one + three + last, head + one + three + last, head + one + one + two + last,
        head + last, whole + "x", whole + last, head + one + two + three + last.substr(0, 1'000),
        head + one.substr(0, 100)})
    EXPECT_EQ(opened(bad), changed) << bad.size();
  const std::string other = sealed(text_of(3 * 65'536 + 1'000, 5));
  EXPECT_EQ(opened(head + one + other.substr(head_size + chunk_size)), changed);
  EXPECT_EQ(opened(other.substr(0, head_size) + whole.substr(head_size)), changed);
  EXPECT_EQ(opened(""), "refused: it does not begin as an encrypted backup does");
}

TEST_F(Sealed, IsRefusedUnderAnotherKeyAlsoWhenItTakesOnItsName) {
  create_key_file(path("other"));
  const auto other = read_key_file(path("other"));
  const std::string whole = sealed("Invented.");
  EXPECT_EQ(opened(whole, *other), "refused: it was encrypted under another key");
  seal_file(path("clear"), path("sealed"), *other);
  const std::string named = bytes_of(path("sealed")).substr(0, 33) + whole.substr(33);
  EXPECT_EQ(opened(named, *other), "refused: it was changed, or is cut off");
}

TEST_F(Sealed, OfALaterVersionIsSaidToBe) {
  std::string later = sealed("Invented.");
  later[16] = 2;
  EXPECT_EQ(opened(later), "refused: it is of a version that this program does not know");
}

class KeyFile : public Sealed {
 protected:
  bool is_taken(const std::string& text, std::filesystem::perms rights) const {
    std::filesystem::remove(path("k"));
    std::ofstream(path("k"), std::ios::binary) << text;
    std::filesystem::permissions(path("k"), rights);
    try {
      return read_key_file(path("k")) != nullptr;
    } catch (const NoKey&) {
      return false;
    }
  }
};

TEST_F(KeyFile, IsMadeForItsOwnerOnlyAndNeverOverAnother) {
  EXPECT_EQ(std::filesystem::status(path("key")).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_THROW(create_key_file(path("key")), NoKey);
  create_key_file(path("second"));
  EXPECT_NE(bytes_of(path("key")), bytes_of(path("second")));
}

TEST_F(KeyFile, Holds32BytesOrTheirDigitsForNobodyElse) {
  using std::filesystem::perms;
  const perms own = perms::owner_read | perms::owner_write;
  const std::string digits(64, 'a');
  for (const std::string& good :
       {std::string(32, '\xfe'), digits, digits + "\n", std::string(64, 'F')})
    EXPECT_TRUE(is_taken(good, own)) << good.size();
  for (const std::string& bad :
       {std::string(), std::string(31, 'x'), std::string(33, 'x'), std::string(64, 'g'),
        std::string(63, 'a'), digits + "\n\n", digits + "a", std::string(63, 'a') + "\n",
        std::string(1'000, 'a')})
    EXPECT_FALSE(is_taken(bad, own)) << bad.size();
  for (const perms more :
       {perms::group_read, perms::others_read, perms::group_write, perms::others_exec})
    EXPECT_FALSE(is_taken(digits, own | more));
  EXPECT_TRUE(is_taken(digits, perms::owner_read));
}

}  // namespace
}  // namespace authledger::tools
