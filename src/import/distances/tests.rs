//! Each format, and each way in which a row can be wrong.

use super::*;

fn read(text: &str, within: Option<f64>) -> (Distances, Vec<(Code, Option<u64>)>) {
    let (found, issues) = if pmed::looks_like(text.as_bytes()) {
        pmed::read("f", text.as_bytes())
    } else {
        lists::read("f", text.as_bytes(), within)
    }
    .unwrap();
    (found, issues.into_iter().map(|issue| (issue.code, issue.place.line)).collect())
}

#[test]
fn an_or_library_file_gives_shortest_ways_and_the_last_of_repeated_edges() {
    let (found, issues) = read(" 4 4 2 \n 1 2 9 \n 2 3 4\n 1 3 1\n1 2 2\n", None);
    assert!(issues.is_empty());
    assert_eq!((found.p, found.parts, found.sites.len()), (Some(2), 1, 4));
    assert_eq!(found.reached[0], [(0, 0), (1, 2), (2, 1)], "through 3 it would be 5; vertex 4 is not joined");
    assert_eq!(found.reached[1], [(0, 2), (1, 0), (2, 3)]);
    assert_eq!(found.reached[3], [(3, 0)]);
}

#[test]
fn an_or_library_file_with_bad_lines_uses_the_others() {
    let (found, issues) = read("3 3 1\n1 2 5\n1 9 5\nx\n", None);
    assert_eq!(found.reached[0], [(0, 0), (1, 5)]);
    assert_eq!(issues, [(Code::FieldBadNumber, Some(3)), (Code::RowBroken, Some(4)), (Code::FileMalformed, None)]);
}

#[test]
fn a_matrix_has_a_row_a_demand_point() {
    let (found, issues) = read("id,weight,A,B\nv1,10,5,\nv2,3,inf,2\n", None);
    assert!(issues.is_empty());
    assert_eq!(found.demand, [("v1".to_owned(), 10), ("v2".to_owned(), 3)]);
    assert_eq!(
        (found.sites, found.reached, found.parts),
        (vec!["A".to_owned(), "B".to_owned()], vec![vec![(0, 5)], vec![(1, 2)]], 1)
    );
    let (found, _) = read("id;A;B\nv1;1.5;2\n", None);
    assert_eq!((found.demand[0].1, found.parts, found.reached), (1, 1_000, vec![vec![(0, 1_500)], vec![(0, 2_000)]]));
}

#[test]
fn a_list_has_a_row_a_pair_and_may_be_cut() {
    let text = "demand,site,time,weight\nv1,A,5,10\nv1,B,50,\nv2,B,2,3\n";
    let (found, issues) = read(text, None);
    assert!(issues.is_empty());
    assert_eq!(found.reached, [vec![(0, 5)], vec![(0, 50), (1, 2)]]);
    assert_eq!(found.demand[1].1, 3);
    assert_eq!(read(text, Some(10.0)).0.reached, [vec![(0, 5)], vec![(1, 2)]]);
    let (found, issues) = read("origin_id,destination_id,seconds,status\nA,v1,7,ok\nB,v1,,unreached\n", None);
    assert_eq!((found.sites.len(), found.reached, issues.len()), (2, vec![vec![(0, 7)], vec![]], 0));
}

#[test]
fn bad_rows_are_named_and_the_others_used() {
    let (found, issues) = read("id,weight,A\nv1,1,5\nv1,1,5\n,1,5\nv2,-1,5\nv3,1\nv4,,5\nv5,1,x\n", None);
    assert_eq!(found.demand.len(), 2);
    let expected = [
        (Code::DuplicateId, Some(3)),
        (Code::FieldMissing, Some(4)),
        (Code::FieldBadNumber, Some(5)),
        (Code::RowBroken, Some(6)),
        (Code::FieldMissing, Some(7)),
        (Code::FieldBadNumber, Some(8)),
    ];
    assert_eq!(issues, expected);
    let (_, issues) = read("demand,site,time,weight\nv1,A,5,1\nv1,B,5,2\n", None);
    assert_eq!(issues, [(Code::FieldBad, Some(3))]);
}

#[test]
fn a_file_that_is_no_table_is_refused() {
    for text in ["", "id\nx\n", "id,A,A\nv,1,2\n", "id,weight\nv,1\n"] {
        assert!(lists::read("f", text.as_bytes(), None).is_err(), "{text:?}");
    }
}
