package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelfContainedTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script async src=\"https://www.example.org/a.js\"></script>",
        "<script src='//cdn.example.org/a.js'></script>",
        "<LINK rel=stylesheet HREF=http://example.org/a.css>",
        "<img alt=x src = \"https://example.org/p.png\">",
        "<iframe src=https://example.org>",
        "<style>@import url(https://example.org/a.css);</style>",
        "<script>load('https://www.googletagmanager.com/gtag')</script>"
      })
  @DisplayName("anything that would be fetched is found")
  void found(String html) {
    assertThat(SelfContained.leak("<html><head></head><body>" + html)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a href=\"https://example.org\">a link is not a request</a>",
        "<img src=\"data:image/png;base64,AAAA\">",
        "<script>var s = 'http://www.w3.org/2000/svg';</script>"
      })
  @DisplayName("what is not fetched is left alone")
  void left(String html) {
    assertThat(SelfContained.leak(html)).isEmpty();
  }

  @Test
  @DisplayName("the policy comes before anything that could load")
  void seal() {
    assertThat(SelfContained.seal("<html><head lang=\"en\"><script></script></head></html>"))
        .startsWith("<html><head lang=\"en\"><meta http-equiv=\"Content-Security-Policy\"");
  }
}
