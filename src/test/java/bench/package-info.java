/** Measurements that take minutes: {@code mvn -q -Pbench test [-Dbench=volume,merge,recovery]}. */
package bench;
