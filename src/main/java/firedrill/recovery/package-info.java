/** Steps, gates and the order between them. */
package firedrill.recovery;
