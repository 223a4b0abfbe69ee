#include "tools/sample_dates.hpp"

#include <charconv>

namespace authledger {
namespace {

constexpr int farthest = 4'000;  // days from an anchor

// Takes words off the front of a text.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) { skip(); }

  bool empty() const { return text_.empty(); }
  char front() const { return text_.empty() ? '\0' : text_.front(); }

  bool take(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    skip();
    return true;
  }

  std::optional<int> number() {  // with its sign
    const bool has_plus = front() == '+';
    const char* first = text_.data() + (has_plus ? 1 : 0);
    int value = 0;
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error != std::errc() || value < -farthest || value > farthest) return std::nullopt;
    if (has_plus && value < 0) return std::nullopt;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return value;
  }

  std::optional<TimeOfDay> time() {
    skip();
    const auto time = parse_time_of_day(text_.substr(0, 5));
    if (time) text_.remove_prefix(5);
    skip();
    return time;
  }

  void skip() {
    while (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
  }

 private:
  std::string_view text_;
};

std::optional<Date> nth(const std::vector<Date>& days, std::optional<int> n) {
  if (!n) return std::nullopt;
  const int count = static_cast<int>(days.size());
  const int index = *n > 0 ? *n - 1 : count + *n;
  if (*n == 0 || index < 0 || index >= count) return std::nullopt;
  return days[static_cast<std::size_t>(index)];
}

std::optional<Date> read_anchor(Words& words, const SampleDates& dates) {
  if (words.take("today")) return dates.today;
  if (words.take("birth")) return dates.birth;
  if (words.take("session")) return nth(dates.sessions, words.number());
  if (words.take("ahead")) return nth(dates.ahead, words.number());
  return std::nullopt;
}

std::optional<Date> shifted(Date date, Words& words) {
  if (words.front() != '+' && words.front() != '-') return date;
  const auto count = words.number();
  if (!count) return std::nullopt;
  if (words.front() != 'b') return date + *count;
  words.take("b");
  return shift_business_days(date, *count, BusinessCalendar{});
}

std::optional<Weekday> take_weekday(Words& words) {
  for (int day = 0; day < 7; ++day)
    if (words.take(word(static_cast<Weekday>(day)))) return static_cast<Weekday>(day);
  return std::nullopt;
}

std::optional<Date> read_date(Words& words, const SampleDates& dates) {
  const auto weekday = take_weekday(words);
  if (weekday && !words.take("before")) return std::nullopt;
  const auto anchor = read_anchor(words, dates);
  if (!anchor) return std::nullopt;
  words.skip();
  auto date = shifted(*anchor, words);
  if (!date || !weekday) return date;
  do *date = *date - 1;
  while (date->weekday() != *weekday);
  return date;
}

}  // namespace

std::optional<Date> sample_date(std::string_view text, const SampleDates& dates) {
  Words words(text);
  const auto date = read_date(words, dates);
  words.skip();
  return words.empty() ? date : std::nullopt;
}

std::optional<std::string> sample_moment(std::string_view text, const SampleDates& dates) {
  Words words(text);
  const bool only_year = words.take("year");
  const auto date = read_date(words, dates);
  if (!date) return std::nullopt;
  words.skip();
  if (words.empty()) return only_year ? std::to_string(civil(*date).year) : to_text(*date);
  const auto time = words.time();
  if (!time || only_year || !words.empty()) return std::nullopt;
  return to_text(dates.zone.at(*date, *time));
}

std::optional<std::string> fill_sample_text(std::string_view text, const SampleDates& dates,
                                            std::string& fault) {
  std::string filled;
  while (true) {
    const auto open = text.find("{{");
    filled += text.substr(0, open);
    if (open == std::string_view::npos) return filled;
    const auto close = text.find("}}", open);
    const auto words =
        text.substr(open + 2, close == std::string_view::npos ? close : close - open - 2);
    const auto moment =
        close == std::string_view::npos ? std::nullopt : sample_moment(words, dates);
    if (!moment) {
      fault = words;
      return std::nullopt;
    }
    filled += *moment;
    text.remove_prefix(close + 2);
  }
}

}  // namespace authledger
