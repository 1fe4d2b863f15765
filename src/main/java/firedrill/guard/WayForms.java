package firedrill.guard;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** Forms in which programs are told of hosts and paths. */
final class WayForms {
  /** Where a word begins. */
  private static final String WORD = "(?<![A-Za-z0-9._~%+/@:-])";

  /** Directly behind an option of one letter, or a few that are written together. */
  private static final String GLUED = "(?<=(?<![A-Za-z0-9-])-[A-Za-z]{1,4})";

  private static final String PATH_END = "[^\\s,;:=\"'`|&<>(){}]*+";

  /** A home's tilde stands before a slash, a user's name, or nothing. */
  private static final String PATH_BEGIN = "(?:/|~(?=[/A-Za-z_]|$))";

  static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,30}+):[/\\\\]{2}");

  /** As curl takes it, and, of a name with dots, scp and NFS. */
  static final Pattern ONE_SLASH =
      Pattern.compile(WORD + "([A-Za-z0-9][A-Za-z0-9._-]*+):/(?![/\\\\])");

  /** As rsync names a module. */
  static final Pattern MODULE =
      Pattern.compile(WORD + "([A-Za-z0-9-]++\\.[A-Za-z0-9.-]++)::(?=[A-Za-z0-9/])");

  /** As a login is written before a host; the digest of an image is none. */
  static final Pattern LOGIN =
      Pattern.compile(
          "(?<![A-Za-z0-9_.-])[A-Za-z0-9_.-]++@(?!sha(?:256|512):)"
              + "([\\p{L}\\p{M}\\p{N}\\p{So}_.%。．｡-]++|\\[[^\\]\\s]{0,100}+\\]):");

  /**
   * As programs read it that leave tabs and line ends in a URL out (https://url.spec.whatwg.org).
   */
  static final Pattern FOLDED =
      Pattern.compile(
          "(?i)(?:https?|ftps?|wss?|ssh|sftp|tcp):(?:[\\t\\n"
              + "\\r"
              + "]++[/\\\\]|[/\\\\][\\t\\n"
              + "\\r"
              + "]+[/\\\\])|[A-Za-z][A-Za-z0-9+.-]{0,30}+:[/\\\\]{2}[^\\s/?#]{0,255}+[\\t\\n"
              + "\\r"
              + "]++(?![A-Za-z][A-Za-z0-9+.-]{0,30}+://)[A-Za-z0-9.:@_\\[-]");

  /** A URL without its slashes, which the same programs take for one. */
  static final Pattern NO_SLASH =
      Pattern.compile(
          "(?i)"
              + WORD
              + "(?:https?|ftps?|wss?):((?:[A-Za-z0-9_-]++\\.)++[A-Za-z0-9_-]++|\\[[^\\]]*+\\])");

  /** A URL without its scheme, or a share. */
  static final Pattern TWO_SLASHES =
      Pattern.compile("(?<![A-Za-z0-9._~%+/:\\\\-])//([A-Za-z0-9_][A-Za-z0-9_.-]*+)(?![^/:\\s])");

  /** What a shell opens as a connection (bash(1), Redirection). */
  static final Pattern DEVICE = Pattern.compile("/dev/(?:tcp|udp)(?![A-Za-z0-9])");

  /** Programs that log in elsewhere, with where to as a word of its own. */
  static final Pattern LOGS_IN =
      Pattern.compile(
          "(?<![A-Za-z0-9._-])"
              + "(?:ssh|slogin|telnet|ncat|nc|curl|wget|socat|scp|sftp|rsync)[ \\t]+\\S");

  static final Pattern SHARE =
      Pattern.compile("(?<![\\\\A-Za-z0-9])\\\\\\\\[A-Za-z0-9-][A-Za-z0-9.-]*+\\\\");

  /** Stores that are reached by another client's own settings (restic(1), rclone(1)). */
  static final Pattern STORE =
      Pattern.compile(
          "(?:"
              + WORD
              + "|"
              + GLUED
              + ")(?i:sftp|rclone|b2|gs|azure|swift|s3|rest|opendal|smb|nfs|webdav):"
              + "(?=\\S)(?!//|[a-z][a-z0-9+.-]{0,30}+://)"
              // An action of a policy is no store's name.
              + "(?!(?<=s3:)(?:\\*|[A-Z][a-z][A-Za-z]{1,60}+(?::?\\*)?+)(?:[\"',\\])}\\s]|$))");

  private static final String KEY = "(?:(?<![A-Za-z0-9_.-])|(?<=(?<![A-Za-z0-9_.-])-{1,2}))";

  private static final String HOST_KEY =
      "(?:host|hostaddr|hostname|server|address|addr|endpoint|proxy|peer)(?:s|es)?+";

  /**
   * As libpq reads a database's name with an equals sign in it, and so do programs that copy it.
   */
  static final Pattern NAMED_SETTING =
      Pattern.compile(
          "(?i)"
              + KEY
              + HOST_KEY
              + "[\"']?\\s*+=\\s*+[\"']?([^\\s,;&'\"]*+)|"
              + KEY
              + "(service|servicefile|passfile)\\s*+=");

  private static final String URL_KEY = "(?:url|uri|registry|mirror|upstream)s?+";

  /**
   * The same behind another word, as in server_addr or --endpoint-url, or of a URL without its
   * scheme; what has no dot may be anything.
   */
  static final Pattern QUALIFIED_SETTING =
      Pattern.compile(
          "(?i)(?:"
              + KEY
              + URL_KEY
              + "|(?<=[A-Za-z0-9][_.-])(?:"
              + HOST_KEY
              + "|"
              + URL_KEY
              + "))[\"']?\\s*+=\\s*+[\"']?"
              + "((?:[A-Za-z0-9_-]++\\.)++[A-Za-z][A-Za-z0-9_-]*+)");

  /** As MySQL's clients in Go are told of a server: {@code user@tcp(host:3306)/database}. */
  static final Pattern NETWORK_OF =
      Pattern.compile("(?i)(?<![A-Za-z0-9])(?:tcp|udp)[46]?\\(([^()\\s]{1,300}+)\\)");

  /** The same in JSON or YAML; what has no dot may be anything. */
  static final Pattern FIELD =
      Pattern.compile(
          "(?i)"
              + KEY
              + HOST_KEY
              + "[\"']?\\s*+:\\s++[\"']?((?:[A-Za-z0-9_-]++\\.)++[A-Za-z][A-Za-z0-9_-]*+)"
              + "|[\"']"
              + HOST_KEY
              + "[\"']\\s*+:\\s*+[\"']([^\\s,;&'\"]++)");

  /**
   * A line of a client's file that names a server, as those of ssh, curl, wget, git and s3cmd have
   * it, also with nothing but a blank before the name. What ssh calls a host is a pattern of names.
   */
  static final Pattern LINE =
      Pattern.compile(
          "(?im)^[ \\t]*+[\"']?(?:[a-z0-9_.-]{1,40}host|[a-z0-9_.-]{0,40}?(?:hostname|hostaddr"
              + "|host_base|host_bucket|server|address|addr|endpoint|location|registry|mirror"
              + "|proxy|url|uri)s?|(?:pre)?proxy1\\.0|socks[45]a?|connect-to|proxyjump)"
              + "[\"']?(?:[ \\t]*+[=:][ \\t]*+|[ \\t]++(?![=:]))[\"']?"
              + "(?!(?:true|false|yes|no|on|off|always|none|never|auto|null|%h|[0-9]{1,5}|[{\\[].*)"
              + "[\"',]*+[ \\t\\r]*+$)([^\\s,;&'\"]++)");

  static final Pattern HOST_AND_PORT =
      Pattern.compile(
          "(?<![\\p{L}\\p{M}\\p{N}\\p{So}._%。．｡/-])([\\p{L}\\p{M}\\p{N}\\p{So}_.%。．｡-]++)"
              + ":(?:[0-9]{1,20}|https?|ssh|ldaps?|ftp|amqps?)(?![A-Za-z0-9.:/])");

  /**
   * What is read as an address, or as a name that is written otherwise, by some programs: with
   * dots, as one number, encoded, or in any script's digits and dots.
   */
  private static final Pattern SPELT =
      Pattern.compile(
          "(?=.*\\p{L})[^.]++\\..*|[0-9]++(?:\\.[0-9]++){1,3}+\\.?|0[xX][0-9A-Fa-f]++"
              + "|[0-9]{8,}+|.*%[0-9A-Fa-f]{2}.*"
              + "|.*(?:[。．｡]|(?![0-9])\\p{N}).*");

  static boolean isSpelt(String word) {
    // Resolvers fold what only looks otherwise (https://www.unicode.org/reports/tr46/, mapping).
    return SPELT.matcher(word).matches()
        || !Normalizer.normalize(word, Normalizer.Form.NFKC)
            .equals(Normalizer.normalize(word, Normalizer.Form.NFC));
  }

  /** The zone of an address, which may be another machine's for each interface. */
  static final Pattern ZONE =
      Pattern.compile("\\[(?=[0-9A-Fa-f.]{0,40}+:)[0-9A-Fa-f:.]{1,40}+%[^\\]\\s]{0,64}+\\]");

  /** An option whose value is the next word. */
  static final Pattern HOST_OPTION =
      Pattern.compile(
          "(?i)--?(?:h|host|hostaddr|hostname|server|address|addr|endpoint|endpoint-url|url|proxy"
              + "|peer)s?");

  /** One of four numbers, in decimal, octal or hexadecimal, and in any script's digits. */
  private static final String PART = "(?:0[xX][0-9A-Fa-f]{1,8}|0[0-7]{3,11}|\\p{Nd}{1,3})";

  /** An address, maybe with the length of a network's prefix. */
  static final Pattern LITERAL =
      Pattern.compile(
          "(?:(?<![0-9A-Za-z.])|"
              + GLUED
              + ")("
              + PART
              + "(?:\\."
              + PART
              + "){3})(?![\\p{Nd}A-Za-z]|\\.[\\p{Nd}])"
              + "(?:/([0-9]{1,2})(?![0-9./A-Za-z]))?");

  /** What may be an address of version 6, in brackets or not. */
  static final Pattern LITERAL_6 =
      Pattern.compile(
          "(?:(?<![0-9A-Za-z.:])|"
              + GLUED
              + ")([0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?![0-9A-Za-z.:])"
              + "(?:/([0-9]{1,3})(?![0-9./A-Za-z]))?");

  /** One of version 6 that ends in one of version 4. */
  static final Pattern LITERAL_MIXED =
      Pattern.compile(
          "(?:(?<![0-9A-Za-z.:])|"
              + GLUED
              + ")([0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){1,6}:[0-9]{1,3}(?:\\.[0-9]{1,3}){3})"
              + "(?![0-9A-Za-z:]|\\.[0-9])");

  /** Wherever a path may begin: after anything that is no part of one, or behind an option. */
  static final Pattern PATHS =
      Pattern.compile("(?:(?<![A-Za-z0-9._~%+/-])|" + GLUED + ")" + PATH_BEGIN + PATH_END);

  static final Pattern PATH = Pattern.compile("[/~]" + PATH_END);

  /** The whole of a text, or of what is behind an option's name, may be one path with blanks. */
  static final Pattern WHOLE_PATH = Pattern.compile("(?s)(?:-{0,2}[A-Za-z0-9_.-]{1,64}=)?(/.*)");

  /** What a shell makes of it, or where the child happens to be, decides where that leads. */
  static final Pattern ELSEWHERE =
      Pattern.compile(
          "\\$\\{?(?:HOME|XDG_)|(?<![^\\s=,;:\"'`|&<>(){}@])"
              + "(?:[^\\s/=,;:\"'`|&<>{}]{1,255}+/){0,64}?\\.\\./");

  private WayForms() {}
}
