//! What the section reads of the world, and what it asks of the composition.

use bevy::{ecs::system::SystemParam, prelude::*};

use crate::{
    Downloads, Inhabitants, KeyEntered, ListModels, LoadModel, ModelTroubles, OllamaModels,
    PullModel, RecogniseServer, Recognised, ServerStates, ServerTest, StopPull, TestServer,
    UnloadModel, settings::ServersHere,
};

#[derive(SystemParam)]
pub struct Seen<'w> {
    pub test: Res<'w, ServerTest>,
    pub here: Res<'w, ServersHere>,
    pub states: Res<'w, ServerStates>,
    pub inhabitants: Res<'w, Inhabitants>,
    pub recognised: Res<'w, Recognised>,
    pub models: Res<'w, OllamaModels>,
    pub troubles: Res<'w, ModelTroubles>,
    pub downloads: Res<'w, Downloads>,
}

#[derive(SystemParam)]
pub struct Asks<'w> {
    tests: MessageWriter<'w, TestServer>,
    recognitions: MessageWriter<'w, RecogniseServer>,
    keys: MessageWriter<'w, KeyEntered>,
    lists: MessageWriter<'w, ListModels>,
    pulls: MessageWriter<'w, PullModel>,
    stops: MessageWriter<'w, StopPull>,
    loads: MessageWriter<'w, LoadModel>,
    unloads: MessageWriter<'w, UnloadModel>,
}

impl Asks<'_> {
    pub fn test(&mut self, test: TestServer) {
        self.tests.write(test);
    }

    pub fn recognise(&mut self, server: RecogniseServer) {
        self.recognitions.write(server);
    }

    pub fn keep_key(&mut self, key: Option<KeyEntered>) {
        self.keys.write_batch(key);
    }

    pub fn list_models(&mut self, url: &str) {
        let url = url.to_owned();
        self.lists.write(ListModels { url });
    }

    pub fn pull(&mut self, url: &str, model: &str) {
        let (url, model) = (url.to_owned(), model.to_owned());
        self.pulls.write(PullModel { url, model });
    }

    pub fn stop_pull(&mut self, url: &str, model: &str) {
        let (url, model) = (url.to_owned(), model.to_owned());
        self.stops.write(StopPull { url, model });
    }

    /// Loads a model into memory, or takes it out.
    pub fn load(&mut self, url: &str, model: &str, load: bool) {
        let (url, model) = (url.to_owned(), model.to_owned());
        if load {
            self.loads.write(LoadModel { url, model });
        } else {
            self.unloads.write(UnloadModel { url, model });
        }
    }
}
