use super::*;

#[test]
fn an_error_names_the_file_or_the_field_and_the_reason() {
    let file = FilesError::unreadable(Path::new("a/b.wav"), "is empty");
    assert_eq!(file.to_string(), "a/b.wav: is empty");
    let field = FilesError::config("participants[1].id", "is empty");
    assert_eq!(field.to_string(), "participants[1].id: is empty");
}
