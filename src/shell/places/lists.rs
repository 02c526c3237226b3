//! Lists of tables in a TOML file, however they are written: `[[place]]`, or `place = [{ … }, { … }]`.

use toml_edit::{Array, ArrayOfTables, InlineTable, Item, Table, TableLike, Value};

/// Keys and what they are to be.
pub(super) type Pairs = Vec<(&'static str, Value)>;

/// One list, open to be changed.
pub(super) enum List<'a> {
    Tables(&'a mut ArrayOfTables),
    Values(&'a mut Array),
}

impl<'a> List<'a> {
    /// The list of a key; a new one where there is none.
    ///
    /// # Errors
    /// When there is something else.
    pub(super) fn open(table: &'a mut dyn TableLike, key: &str) -> Result<Self, String> {
        let item = table
            .entry(key)
            .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        match item {
            Item::ArrayOfTables(tables) => Ok(Self::Tables(tables)),
            Item::Value(Value::Array(values)) => Ok(Self::Values(values)),
            _ => Err(format!("`{key}` should be a list")),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Tables(tables) => tables.len(),
            Self::Values(values) => values.len(),
        }
    }

    /// # Errors
    /// When there are not so many.
    pub(super) fn get(&mut self, number: usize) -> Result<&mut dyn TableLike, String> {
        let table: Option<&mut dyn TableLike> = match self {
            Self::Tables(tables) => tables.get_mut(number).map(|table| table as _),
            Self::Values(values) => values
                .get_mut(number)
                .and_then(Value::as_inline_table_mut)
                .map(|table| table as _),
        };
        table.ok_or_else(|| format!("there is no number {}", number + 1))
    }

    /// Sets keys of one of them; the others, and comments, stay as they are.
    ///
    /// # Errors
    /// When there are not so many.
    pub(super) fn set(&mut self, number: usize, pairs: Pairs) -> Result<(), String> {
        let on_a_line = matches!(self, Self::Values(_));
        let table = self.get(number)?;
        let before = table.len();
        for (key, mut value) in pairs {
            match table.get_mut(key).and_then(Item::as_value_mut) {
                Some(old) => {
                    *value.decor_mut() = old.decor().clone();
                    *old = value;
                }
                None => {
                    table.insert(key, Item::Value(value));
                }
            }
        }
        // On one line the space before its end would come before a new key.
        if on_a_line && table.len() != before {
            table.fmt();
        }
        Ok(())
    }

    /// What is written above it about more than itself stays, above the next one.
    pub(super) fn remove(&mut self, number: usize) {
        match self {
            Self::Tables(tables) => {
                let above = tables.get(number).map(above).unwrap_or_default();
                tables.remove(number);
                if let Some(next) = tables.get_mut(number) {
                    let own = comment(next);
                    next.decor_mut().set_prefix(above + &own);
                }
            }
            Self::Values(values) => {
                values.remove(number);
            }
        }
    }

    /// At the end; in a list of values on a line of its own.
    pub(super) fn push(&mut self, pairs: Pairs) {
        match self {
            Self::Tables(tables) => {
                let mut table = Table::new();
                for (key, value) in pairs {
                    table.insert(key, Item::Value(value));
                }
                table.decor_mut().set_prefix("\n");
                tables.push(table);
            }
            Self::Values(values) => {
                let mut value = Value::InlineTable(InlineTable::from_iter(pairs));
                value.decor_mut().set_prefix("\n  ");
                values.push_formatted(value);
                values.set_trailing_comma(true);
                values.set_trailing("\n");
            }
        }
    }
}

fn comment(table: &Table) -> String {
    let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str());
    prefix.unwrap_or_default().to_owned()
}

/// What stands above a table without what stands right above it, which is its own.
fn above(table: &Table) -> String {
    let comment = comment(table);
    match comment.rfind("\n\n") {
        Some(end) if comment[..end].contains('#') => comment[..=end].to_owned(),
        _ => String::new(),
    }
}
