package firedrill.sandbox.tool;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * How one program is recognised and built.
 *
 * @param module folder of its wrapper module beside the catalogue
 * @param goPackage import path of its main package
 * @param version the pinned version, as in the module's go.mod
 * @param minimum the oldest version accepted from {@code PATH}
 * @param versionArgs what makes the program print its version
 * @param versionPattern its first group is the version
 * @param environment a variable that names a folder of such programs, or null
 * @param goarch the architecture it is built for when that is not the host's own, or null
 * @param tags Go build tags
 * @param cgo whether it has C in it (absent: no): such a program is linked statically, so that it
 *     runs in nodes that lack the library
 * @param assets folders or files of the package's module that are kept beside the program
 * @param lab whether labs have it in them (absent: yes); {@code false} for what checks this
 *     repository
 * @param cpuSeconds rough user plus system time of a cold build, seconds; feeds the ETA only
 */
record CatalogEntry(
    @JsonProperty(required = true) String module,
    @JsonProperty(value = "package", required = true) String goPackage,
    @JsonProperty(required = true) String version,
    @JsonProperty(required = true) String minimum,
    @JsonProperty(required = true) List<String> versionArgs,
    @JsonProperty(required = true) String versionPattern,
    String environment,
    List<String> ldflags,
    List<String> tags,
    Boolean cgo,
    List<String> assets,
    String goarch,
    Boolean lab,
    @JsonProperty(required = true) int cpuSeconds) {

  CatalogEntry {
    if (Stream.of(module, goPackage, version, minimum, versionArgs, versionPattern)
        .anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("a field has no value");
    }
    Version.of(version);
    Version.of(minimum);
    try {
      if (Pattern.compile(versionPattern).matcher("").groupCount() < 1) {
        throw new IllegalArgumentException("versionPattern needs one group, for the version");
      }
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("versionPattern: " + e.getDescription(), e);
    }
    if (cpuSeconds < 1) {
      throw new IllegalArgumentException("cpuSeconds must be at least 1");
    }
    if (module.contains("/") || module.startsWith(".")) {
      throw new IllegalArgumentException("module must be the name of a folder here: " + module);
    }
    ldflags = ldflags == null ? List.of() : List.copyOf(ldflags);
    tags = tags == null ? List.of() : List.copyOf(tags);
    assets = assets == null ? List.of() : List.copyOf(assets);
  }

  boolean withC() {
    return Boolean.TRUE.equals(cgo);
  }

  /** Whether a lab on this machine may have it in it. */
  boolean ofLabsHere() {
    return goarch == null && !Boolean.FALSE.equals(lab);
  }

  String ldflagsLine() {
    return String.join(" ", ldflags).replace("{version}", version);
  }

  /** All that decides what a build gives, for its key; what an entry does not use is not in it. */
  String recipe() {
    String common =
        String.join(
            ", ",
            "module=" + module,
            "goPackage=" + goPackage,
            "version=" + version,
            "minimum=" + minimum,
            "versionArgs=" + versionArgs,
            "versionPattern=" + versionPattern,
            "environment=" + environment,
            "ldflags=" + ldflags,
            "assets=" + assets,
            "cpuSeconds=" + cpuSeconds);
    String extra =
        (tags.isEmpty() ? "" : ", tags=" + tags)
            + (withC() ? ", cgo" : "")
            + (goarch == null ? "" : ", goarch=" + goarch);
    return "CatalogEntry[" + common + extra + "]";
  }
}
